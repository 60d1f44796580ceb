import { useState } from 'preact/hooks';

/** Runs what a click asks for, and keeps its error until the next click. */
export function useAction(): [error: string, act: (work: () => Promise<unknown>) => void] {
  const [error, setError] = useState('');
  return [
    error,
    (work) => {
      setError('');
      work().catch((thrown: Error) => setError(thrown.message));
    },
  ];
}
