// Line ends. In a page they are all "\n"; in a file they stay what they were.

/** A text as the editor has it. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Whether most lines end as on Windows, as web/templates/edit.html counts them. */
export function hasCrlf(text: string): boolean {
  return 2 * (text.split("\r\n").length - 1) > text.split("\n").length - 1;
}
