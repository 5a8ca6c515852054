;; Two threads count in one word of one memory, ten times each.

(module $Mem (memory (export "shared") 1 1 shared))

(thread $A (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 1 shared)
    (func $breathe)
    (func (export "careless") (local $seen i32) (local $left i32)
      (local.set $left (i32.const 10))
      (loop $again
        (local.set $seen (i32.load (i32.const 0)))
        (call $breathe)
        (i32.store (i32.const 0) (i32.add (local.get $seen) (i32.const 1)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $again (local.get $left))))
    (func (export "careful") (local $left i32)
      (local.set $left (i32.const 10))
      (loop $again
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (call $breathe)
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $again (local.get $left)))))
  (invoke "careless"))

(thread $B (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 1 shared)
    (func $breathe)
    (func (export "careless") (local $seen i32) (local $left i32)
      (local.set $left (i32.const 10))
      (loop $again
        (local.set $seen (i32.load (i32.const 0)))
        (call $breathe)
        (i32.store (i32.const 0) (i32.add (local.get $seen) (i32.const 1)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $again (local.get $left))))
    (func (export "careful") (local $left i32)
      (local.set $left (i32.const 10))
      (loop $again
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (call $breathe)
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $again (local.get $left)))))
  (invoke "careless"))

(wait $A)
(wait $B)

(register "mem" $Mem)
(module
  (memory (import "mem" "shared") 1 1 shared)
  (func (export "count") (result i32) (i32.load (i32.const 0))))
(assert_return (invoke "count") (i32.const 20))
