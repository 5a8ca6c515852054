/**
 * Layout: the records that program and host share, field by field.
 *
 * A record is a place in the program's memory; a field is a number of bits at
 * an offset from its start, little-endian. Nothing here checks that the place
 * is inside the memory: call.ts does that for all parameters beforehand.
 * WASI preview 1, the records' layouts · lesson "What a module may touch".
 */

/** A field of a record: how wide, and how many bytes from the start. */
export type Field = {
  readonly bits: 8 | 16 | 32 | 64;
  readonly offset: number;
};

const u8 = (offset: number): Field => ({ bits: 8, offset });
const u16 = (offset: number): Field => ({ bits: 16, offset });
const u32 = (offset: number): Field => ({ bits: 32, offset });
const u64 = (offset: number): Field => ({ bits: 64, offset });

/** How many bytes each record takes in an array of its kind. */
export const sizeOf = {
  iovec: 8,
  prestat: 8,
  fdstat: 24,
  filestat: 64,
  dirent: 24,
  subscription: 48,
  event: 32,
} as const;

/** A piece of memory to read into or to write from. */
export const iovec = { buf: u32(0), len: u32(4) } as const;

/** What kind of preopen a descriptor is, and how long its name. */
export const prestat = { tag: u8(0), nameLength: u32(4) } as const;

/** The state of a descriptor. */
export const fdstat = {
  filetype: u8(0),
  flags: u16(2),
  rights: u64(8),
  inheriting: u64(16),
} as const;

/** The attributes of a file; times in nanoseconds since 1970. */
export const filestat = {
  dev: u64(0),
  ino: u64(8),
  filetype: u8(16),
  nlink: u64(24),
  size: u64(32),
  atim: u64(40),
  mtim: u64(48),
  ctim: u64(56),
} as const;

/** The head of a directory entry; its name follows without an end mark. */
export const dirent = {
  next: u64(0),
  ino: u64(8),
  nameLength: u32(16),
  filetype: u8(20),
} as const;

/** Something to wait for: a time (tag 0), or a descriptor to read (1) or write (2). */
export const subscription = {
  userdata: u64(0),
  tag: u8(8),
  clock: u32(16),
  timeout: u64(24),
  precision: u64(32),
  flags: u16(40),
  fd: u32(16),
} as const;

/** Something that came about. */
export const event = {
  userdata: u64(0),
  errno: u16(8),
  type: u8(10),
  nbytes: u64(16),
  flags: u16(24),
} as const;

/** A field of at most 32 bits of the record at `at`. */
export function word(view: DataView, at: number, field: Field): number {
  const place = at + field.offset;
  if (field.bits === 8) return view.getUint8(place);
  if (field.bits === 16) return view.getUint16(place, true);
  return view.getUint32(place, true);
}

/** A field of 64 bits of the record at `at`, as unsigned. */
export const long = (view: DataView, at: number, field: Field): bigint =>
  view.getBigUint64(at + field.offset, true);

/** Writes every field of the record at `at`, and zeros between them. */
export function put<Name extends string>(
  bytes: Uint8Array,
  at: number,
  record: Readonly<Record<Name, Field>>,
  size: number,
  values: Readonly<Record<Name, number | bigint>>,
): void {
  bytes.fill(0, at, at + size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const name in record) {
    const { bits, offset } = record[name];
    const value = values[name];
    if (bits === 8) view.setUint8(at + offset, Number(value));
    else if (bits === 16) view.setUint16(at + offset, Number(value), true);
    else if (bits === 32) view.setUint32(at + offset, Number(value), true);
    else view.setBigUint64(at + offset, BigInt(value), true);
  }
}
