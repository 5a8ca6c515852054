;; Traps: one export for each way to fall out of the sandbox's rules. The
;; module is valid, every function has the right type, and still each call
;; ends in a trap: some things can only be seen while running.

(module
  (type $number (func (result i32)))
  (type $nothing (func))

  (memory (export "memory") 1)

  ;; Slot 0 holds a function, slot 1 nothing, and there is no slot 2.
  (table $table 2 funcref)
  (elem (i32.const 0) $one)
  (func $one (type $number)
    i32.const 1)

  ;; Trap: integer divide by zero.
  (func $divide-by-zero (export "divide-by-zero") (result i32)
    (i32.div_s (i32.const 1) (i32.const 0)))

  ;; Trap: integer overflow. The quotient, 2147483648, is one too large.
  (func $overflow (export "overflow") (result i32)
    (i32.div_s (i32.const -2147483648) (i32.const -1)))

  ;; Trap: invalid conversion to integer. Not a number is none.
  (func $conversion (export "conversion") (result i32)
    (i32.trunc_f32_s (f32.const nan)))

  ;; Trap: unreachable.
  (func $unreachable (export "unreachable")
    unreachable)

  ;; Trap: out of bounds memory access. The last byte of the page is at
  ;; 65535, so a four-byte load there reaches three bytes too far.
  (func $out-of-bounds (export "out-of-bounds") (result i32)
    (i32.load (i32.const 65535)))

  ;; Trap: indirect call type mismatch. Slot 0 gives a number.
  (func $type-mismatch (export "type-mismatch")
    (call_indirect (type $nothing) (i32.const 0)))

  ;; Trap: uninitialized element.
  (func $empty-slot (export "empty-slot")
    (call_indirect (type $nothing) (i32.const 1)))

  ;; Trap: undefined element.
  (func $no-slot (export "no-slot")
    (call_indirect (type $nothing) (i32.const 2)))

  ;; Call stack exhausted. Each call waits for the next one.
  (func $endless-calls (export "endless-calls") (result i32)
    (i32.add (call $endless-calls) (i32.const 1))))
