;; Loop: one tight loop of i32 arithmetic, for measuring. Each turn does one
;; step of xorshift32 and adds it to a sum. It touches no memory and calls
;; nothing, so it flatters every engine: real programs are slower.

(module
  (func $run (export "run") (param $n i32) (result i32)
    (local $x i32)
    (local $sum i32)
    (local.set $x (i32.const 0x92d68ca2))
    (block $done
      (br_if $done (i32.eqz (local.get $n)))
      (loop $turn
        (local.set $x
          (i32.xor
            (local.get $x)
            (i32.shl (local.get $x) (i32.const 13))))
        (local.set $x
          (i32.xor
            (local.get $x)
            (i32.shr_u (local.get $x) (i32.const 17))))
        (local.set $x
          (i32.xor
            (local.get $x)
            (i32.shl (local.get $x) (i32.const 5))))
        (local.set $sum (i32.add (local.get $sum) (local.get $x)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br_if $turn (local.get $n))))
    (local.get $sum)))
