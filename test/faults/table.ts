/** What came of one kind of fault on one command. */
export interface FaultRow {
  fault: string;
  command: string;
  tried: number;
  /** After how many tries the command, run again, succeeded. */
  survived: number;
  /** After how many tries something was there five seconds later, without another command. */
  left: number;
  /** After how many tries something was there after the next command. */
  leftAfterNext: number;
  /** After how many tries rows or files were destroyed, or a wrong result was told. */
  lost: number;
  /** What was left or lost, or why a try failed; each text once. */
  remarks: string[];
}

export function newRow(fault: string, command: string): FaultRow {
  return { fault, command, tried: 0, survived: 0, left: 0, leftAfterNext: 0, lost: 0, remarks: [] };
}

/** Adds a remark without what differs from one try to the next. */
export function remark(row: FaultRow, text: string): void {
  const short = text
    .replaceAll(/\/(?:tmp|dev\/shm)\/edbf-\w+/g, '…')
    .replaceAll(/elementaldb-[0-9a-f]{12}/g, 'elementaldb-…')
    .replaceAll(/\b\d{3,}\b/g, 'N')
    .trim()
    .slice(0, 300);
  if (!row.remarks.includes(short) && row.remarks.length < 5) {
    row.remarks.push(short);
  }
}

/** Whether something was tried, and nothing is left or lost. */
export function isGood({ tried, survived, left, leftAfterNext, lost }: FaultRow): boolean {
  return tried > 0 && survived === tried && left === 0 && leftAfterNext === 0 && lost === 0;
}

/** The table as Markdown. */
export function formatTable(rows: readonly FaultRow[]): string {
  const lines = rows.map(
    ({ fault, command, tried, survived, left, leftAfterNext, lost }) =>
      `| ${fault} | ${command} | ${tried} | ${survived} | ${left} | ${leftAfterNext} | ${lost} |`,
  );
  return [
    '| fault | command | tried | survived | left after 5 s | left after the next command | lost |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
