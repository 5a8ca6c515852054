// Guest is C that Go calls without cgo: one function, no library, no WASI.

// The steps of the Collatz sequence from n down to 1: half of an even number,
// three times an odd one plus one.
__attribute__((export_name("collatz"))) int collatz(unsigned long long n) {
  int steps = 0;
  while (n > 1) {
    n = n % 2 ? 3 * n + 1 : n / 2;
    steps++;
  }
  return steps;
}
