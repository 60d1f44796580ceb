/** Asks the server for JSON. @throws Error with the server's message and fix */
export async function getJson<T>(path: string): Promise<T> {
  return answerOf<T>(await fetch(path));
}

/** Does what somebody has clicked. The header shows that this page asks. @throws Error with the server's message and fix */
export async function postJson<T>(path: string, body: object): Promise<T> {
  return answerOf<T>(
    await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Elementaldb': 'page' },
      body: JSON.stringify(body),
    }),
  );
}

async function answerOf<T>(answer: Response): Promise<T> {
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
  return answer.json();
}
