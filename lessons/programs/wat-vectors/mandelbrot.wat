;; Vectors: the Mandelbrot set, four points at a time.
;; A v128 holds one number for each of four points that
;; lie side by side. How many turns a point takes to run
;; away from the middle decides how dark it is.

(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  ;; Turns for each of four points. What is asked of one
  ;; is done to all, until the last of them has run away.
  (func $turns (param $cr v128) (param $ci v128) (result v128)
    (local $zr v128)
    (local $zi v128)
    (local $rr v128)
    (local $ii v128)
    (local $near v128)
    (local $count v128)
    (local $left i32)
    (local.set $left (i32.const 30))
    (loop $turn
      (local.set $rr (f32x4.mul (local.get $zr) (local.get $zr)))
      (local.set $ii (f32x4.mul (local.get $zi) (local.get $zi)))
      ;; Of each point: all ones if it is still near, or zeros.
      (local.set $near
        (f32x4.le
          (f32x4.add (local.get $rr) (local.get $ii))
          (v128.const f32x4 4 4 4 4)))
      ;; All ones is -1, so this counts without a branch.
      (local.set $count
        (i32x4.sub (local.get $count) (local.get $near)))
      ;; z becomes z * z + c.
      (local.set $zi
        (f32x4.add
          (f32x4.mul
            (f32x4.add (local.get $zr) (local.get $zr))
            (local.get $zi))
          (local.get $ci)))
      (local.set $zr
        (f32x4.add
          (f32x4.sub (local.get $rr) (local.get $ii))
          (local.get $cr)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $turn
        (i32.and
          (v128.any_true (local.get $near))
          (i32.gt_s (local.get $left) (i32.const 0)))))
    (local.get $count))

  ;; Four characters, one byte each, in the first lanes.
  (func $shades (param $count v128) (result v128)
    (local $half v128)
    ;; Two turns make a shade: 0 to 15, cut to one byte each.
    (local.set $half
      (i32x4.shr_u (local.get $count) (i32.const 1)))
    (local.set $half
      (i16x8.narrow_i32x4_u (local.get $half) (local.get $half)))
    (local.set $half
      (i8x16.narrow_i16x8_u (local.get $half) (local.get $half)))
    ;; Sixteen looked up at once:  .,:;-~+=ox*X%#@
    (i8x16.swizzle
      (v128.const i8x16 32 46 44 58 59 45 126 43 61 111 120 42 88 37 35 64)
      (local.get $half)))

  (func $start (export "_start")
    (local $x i32)
    (local $y i32)
    (local $at i32)
    (local.set $at (i32.const 1024))
    (loop $line
      (local.set $x (i32.const 0))
      (loop $four
        ;; Into memory go the first four bytes.
        (v128.store32_lane 0
          (local.get $at)
          (call $shades
            (call $turns
              ;; Four points side by side: -2.1 and to the right.
              (f32x4.add
                (v128.const f32x4 -2.1 -2.03 -1.96 -1.89)
                (f32x4.splat
                  (f32.mul
                    (f32.convert_i32_s (local.get $x))
                    (f32.const 0.07))))
              (f32x4.splat
                (f32.mul
                  (f32.convert_i32_s
                    (i32.sub (local.get $y) (i32.const 7)))
                  (f32.const 0.16))))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $x (i32.add (local.get $x) (i32.const 4)))
        (br_if $four (i32.lt_s (local.get $x) (i32.const 40))))
      (i32.store8 (local.get $at) (i32.const 10))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $line (i32.lt_s (local.get $y) (i32.const 15))))
    ;; One buffer, from 1024 to where we are.
    (i32.store (i32.const 8) (i32.const 1024))
    (i32.store
      (i32.const 12)
      (i32.sub (local.get $at) (i32.const 1024)))
    (drop
      (call $fd_write
        (i32.const 1)
        (i32.const 8)
        (i32.const 1)
        (i32.const 0)))))
