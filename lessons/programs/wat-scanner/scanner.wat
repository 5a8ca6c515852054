;; Adds up the numbers of each line. The states of the
;; scanner are functions that call one another in place
;; of a return; what is no digit is thrown.

(module
  (type $write
    (func (param i32 i32 i32 i32) (result i32)))

  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (type $write)))

  (memory (export "memory") 1)
  (data (i32.const 0x100) "12 30\n9 x 1\n40 2 7\n")

  ;; Where the next byte is, and where there are no more.
  (global $at (mut i32) (i32.const 0x100))
  (global $end i32 (i32.const 0x113))

  ;; A byte that is no digit.
  (tag $strange (param i32))

  (func $next (result i32)
    (global.set $at
      (i32.add (global.get $at) (i32.const 1)))
    (i32.load8_u
      (i32.sub (global.get $at) (i32.const 1))))

  (func $digit (param $byte i32) (result i32)
    (local $value i32)
    (local.set $value
      (i32.sub (local.get $byte) (i32.const 48)))
    (if (i32.ge_u (local.get $value) (i32.const 10))
      (then (throw $strange (local.get $byte))))
    (local.get $value))

  ;; Between two numbers.
  (func $space (param $sum i32) (result i32)
    (local $byte i32)
    (local.set $byte (call $next))
    (if (i32.eq (local.get $byte) (i32.const 32))
      (then (return_call $space (local.get $sum))))
    (return_call $number
      (local.get $sum)
      (call $digit (local.get $byte))))

  ;; In a number, of which $n is known.
  (func $number (param $sum i32) (param $n i32) (result i32)
    (local $byte i32)
    (local.set $byte (call $next))
    (if (i32.eq (local.get $byte) (i32.const 32))
      (then
        (return_call $space
          (i32.add (local.get $sum) (local.get $n)))))
    (if (i32.eq (local.get $byte) (i32.const 10))
      (then
        (return
          (i32.add (local.get $sum) (local.get $n)))))
    (return_call $number
      (local.get $sum)
      (i32.add
        (i32.mul (local.get $n) (i32.const 10))
        (call $digit (local.get $byte)))))

  ;; One line: its sum, or a question mark and the byte.
  (func $line
    (block $caught (result i32)
      (try_table (catch $strange $caught)
        (call $say (call $space (i32.const 0)))
        (return))
      (unreachable))
    (call $put (i32.const 0x3f))
    (call $put)
    (call $put (i32.const 10))
    (call $skip))

  ;; The rest of a line.
  (func $skip
    (if (i32.ne (call $next) (i32.const 10))
      (then (return_call $skip))))

  (func $say (param $n i32)
    (call $digits (local.get $n))
    (call $put (i32.const 10)))

  (func $digits (param $n i32)
    (if (i32.ge_u (local.get $n) (i32.const 10))
      (then
        (call $digits
          (i32.div_u (local.get $n) (i32.const 10)))))
    (call $put
      (i32.add
        (i32.rem_u (local.get $n) (i32.const 10))
        (i32.const 48))))

  ;; Writes one byte: the list at 8 says that it is at 16.
  (func $put (param $byte i32)
    (i32.store8 (i32.const 16) (local.get $byte))
    (i32.store (i32.const 8) (i32.const 16))
    (i32.store (i32.const 12) (i32.const 1))
    (drop
      (call $fd_write
        (i32.const 1)
        (i32.const 8)
        (i32.const 1)
        (i32.const 0))))

  (func $start (export "_start")
    (loop $lines
      (call $line)
      (br_if $lines
        (i32.lt_u (global.get $at) (global.get $end))))))
