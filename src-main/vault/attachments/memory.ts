/** Overwrites bytes and gives their memory back at once: at the pace of a stream the collector of garbage comes too late. */
export function release(bytes: Uint8Array): void {
  bytes.fill(0);
  const { buffer } = bytes;
  // A view of more than itself would take other data along.
  if (buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength) buffer.transfer(0);
}
