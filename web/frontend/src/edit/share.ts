// A document in an address: deflated, in the fragment, which a browser never sends to a server.
const KEY = "text";

/** An address of the editor that carries the text. */
export async function linkTo(text: string): Promise<string> {
  const address = new URL(location.href);
  address.search = "";
  address.hash = `${KEY}=${toBase64(await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text)))}`;
  return address.href;
}

/** The text that this page's address carries; null where it carries none, or nothing that can be read. */
export async function shared(): Promise<string | null> {
  const carried = fragment().get(KEY);
  if (!carried) return null;
  try {
    const bytes = await through(new DecompressionStream("deflate-raw"), fromBase64(carried));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What the address's fragment says, by name. */
export function fragment(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

/** The largest text that an address is read for, so that a short address can't fill the memory. */
const MOST = 2 * 2 ** 20;

async function through(stream: GenericTransformStream, bytes: Uint8Array): Promise<Uint8Array> {
  const reader = new Blob([bytes as BlobPart])
    .stream()
    .pipeThrough(stream as ReadableWritablePair<Uint8Array, BlobPart>)
    .getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    size += next.value.length;
    if (size > MOST) throw new Error("too large");
  }
  const whole = new Uint8Array(size);
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
