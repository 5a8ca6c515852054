/**
 * Numbers as they are written, to bits; and floats back to what is written.
 *
 * A float is a fraction of two integers here, however many digits it has, and
 * is rounded once, straight to the width that is wanted: a way over f64 would
 * round an f32 twice. Spec 6.3.1 and 6.3.2 · lesson "From text to bytes".
 */

const digits = String.raw`\d+(?:_\d+)*`;
const hexDigits = String.raw`[\da-f]+(?:_[\da-f]+)*`;
const whole = new RegExp(`^[+-]?(?:0x${hexDigits}|${digits})$`, 'i');
const float = new RegExp(
  `^[+-]?(?:(inf)|(nan)(?::(0x${hexDigits}))?|` +
    `0x(${hexDigits})\\.?(${hexDigits})?(?:p([+-]?${digits}))?|` +
    `(${digits})\\.?(${digits})?(?:e([+-]?${digits}))?)$`,
  'i',
);
// The only letters that may be capitals are those of digits and exponents.
const lowerCase = /^[^INX]*$/;

/** Whether a word is a number of any kind. */
export const isNumber = (word: string): boolean =>
  lowerCase.test(word) && (whole.test(word) || float.test(word));

/** An integer of `bits`, signed or not, as its signed value; undefined where it does not fit. */
export function integer(word: string, bits: number): bigint | undefined {
  if (!whole.test(word)) return undefined;
  const size = BigInt(word.replace(/^[+-]|_/g, ''));
  const value = word.startsWith('-') ? -size : size;
  const half = 1n << BigInt(bits - 1);
  if (value < -half || value >= 2n * half) return undefined;
  return BigInt.asIntN(bits, value);
}

/** An integer without a sign, below 2 to the `bits`; undefined for anything else. */
export function natural(word: string, bits: number): bigint | undefined {
  if (!/^\d/.test(word) || !whole.test(word)) return undefined;
  const value = BigInt(word.replaceAll('_', ''));
  return value >> BigInt(bits) === 0n ? value : undefined;
}

/** A width of floats: bits of the fraction, the least exponent, the bits of infinity. */
type Format = {
  readonly fraction: bigint;
  readonly least: bigint;
  readonly infinity: bigint;
};

const formats: Record<32 | 64, Format> = {
  32: { fraction: 23n, least: -126n, infinity: 0xffn << 23n },
  64: { fraction: 52n, least: -1022n, infinity: 0x7ffn << 52n },
};

/** The bits of a float, rounded to nearest, ties to even; undefined where it does not fit. */
export function floatBits(word: string, width: 32 | 64): bigint | undefined {
  const found = float.exec(word);
  const size = found && magnitude(found, formats[width]);
  if (typeof size !== 'bigint') return undefined;
  return word.startsWith('-') ? size | (1n << BigInt(width - 1)) : size;
}

/** The bits of a float without its sign, from what the pattern found. */
function magnitude(
  [, inf, nan, payload, ...found]: RegExpExecArray,
  format: Format,
): bigint | undefined {
  const [hex, hexRest = '', power, decimal = '', rest = '', exponent] = found;
  const { fraction, infinity } = format;
  if (inf) return infinity;
  if (payload !== undefined) {
    const wanted = BigInt(payload.replaceAll('_', ''));
    const fits = wanted > 0n && wanted >> fraction === 0n;
    return fits ? infinity | wanted : undefined;
  }
  if (nan) return infinity | (1n << (fraction - 1n));
  if (hex === undefined) {
    const scale = clamped(exponent, decimal + rest) - places(rest);
    return nearest(decimal + rest, 10n, scale, format);
  }
  const scale = clamped(power, hex + hexRest) - 4n * places(hexRest);
  return nearest(`0x${hex}${hexRest}`, 2n, scale, format);
}

const places = (text: string): bigint =>
  BigInt(text.replaceAll('_', '').length);

/** An exponent; one that no number of digits can make up for is cut, for 10 to its power would not fit in memory. */
function clamped(exponent = '0', written: string): bigint {
  const value = BigInt(exponent.replace(/^\+|_/g, ''));
  const most = 2_000n + 4n * BigInt(written.length);
  return value > most ? most : value < -most ? -most : value;
}

/** The bits of the float nearest to `whole × base ^ scale`; undefined where that is infinity. */
function nearest(
  whole: string,
  base: bigint,
  scale: bigint,
  { fraction, least, infinity }: Format,
): bigint | undefined {
  let above = BigInt(whole.replaceAll('_', ''));
  let below = 1n;
  if (above === 0n) return 0n;
  if (scale < 0n) below = base ** -scale;
  else above *= base ** scale;
  const guess = BigInt(above.toString(2).length - below.toString(2).length);
  // The exponent of the leading bit: the guess, or one less.
  const high = atLeast(above, below, guess) ? guess : guess - 1n;
  const exponent = high > least ? high : least;
  const shift = exponent - fraction;
  if (shift > 0n) below <<= shift;
  else above <<= -shift;
  const floor = above / below;
  const twice = 2n * (above % below);
  const up = twice > below || (twice === below && (floor & 1n) === 1n);
  const rounded = floor + (up ? 1n : 0n);
  // A carry out of the fraction makes the exponent one more, as it should.
  const bits = ((exponent - least) << fraction) + rounded;
  return bits < infinity ? bits : undefined;
}

/** Whether `above / below` is at least 2 to `power`. */
const atLeast = (above: bigint, below: bigint, power: bigint): boolean =>
  power < 0n ? above << -power >= below : above >= below << power;

/** The shortest text of a float with these bits that is read as the same bits. */
export function floatText(bits: bigint, width: 32 | 64): string {
  const { fraction, infinity } = formats[width];
  const sign = bits >> BigInt(width - 1) ? '-' : '';
  const size = BigInt.asUintN(width - 1, bits);
  if (size === infinity) return `${sign}inf`;
  if (size > infinity) {
    const payload = size - infinity;
    const plain = payload === 1n << (fraction - 1n);
    return `${sign}nan${plain ? '' : `:0x${payload.toString(16)}`}`;
  }
  const view = new DataView(new ArrayBuffer(8));
  if (width === 64) view.setBigUint64(0, size);
  else view.setUint32(0, Number(size));
  const value = width === 64 ? view.getFloat64(0) : view.getFloat32(0);
  for (let precision = 1; precision < 17 && width === 32; precision++) {
    const short = String(Number(value.toPrecision(precision)));
    if (floatBits(short, 32) === size) return sign + short;
  }
  return sign + String(value);
}
