;; A sum as a tree: each node is an object that the
;; engine's collector owns, and a type says what it is.
;; Writes the tree out, then what it comes to.

(module
  (type $write
    (func (param i32 i32 i32 i32) (result i32)))
  (type $binary (func (param i32 i32) (result i32)))

  ;; A node is a number or an operation on two nodes.
  (rec
    (type $node (sub (struct)))
    (type $number
      (sub final $node (struct (field $value i32))))
    (type $operation
      (sub final $node
        (struct
          (field $sign i8)
          (field $apply (ref $binary))
          (field $left (ref $node))
          (field $right (ref $node))))))

  ;; Digits, the last one first.
  (type $digits (array (mut i8)))

  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (type $write)))
  (memory (export "memory") 1)

  ;; Where the next character of the line belongs.
  (global $end (mut i32) (i32.const 16))

  (elem declare func $add $mul)
  (func $add (type $binary)
    (i32.add (local.get 0) (local.get 1)))
  (func $mul (type $binary)
    (i32.mul (local.get 0) (local.get 1)))

  ;; 2 * (3 + 4), made before the program begins: no
  ;; constant is too large for a constant expression.
  (global $tree (ref $node)
    (struct.new $operation
      (i32.const 42) ;; *
      (ref.func $mul)
      (struct.new $number (i32.const 2))
      (struct.new $operation
        (i32.const 43) ;; +
        (ref.func $add)
        (struct.new $number (i32.const 3))
        (struct.new $number (i32.const 4)))))

  ;; What a tree comes to.
  (func $value (param $node (ref $node)) (result i32)
    (local $op (ref $operation))
    (block $found (result (ref $operation))
      (br_on_cast $found
        (ref $node) (ref $operation) (local.get $node))
      ;; No operation, so it must be a number.
      (return
        (struct.get $number $value
          (ref.cast (ref $number)))))
    (local.set $op)
    (call_ref $binary
      (call $value
        (struct.get $operation $left (local.get $op)))
      (call $value
        (struct.get $operation $right (local.get $op)))
      (struct.get $operation $apply (local.get $op))))

  ;; Adds a character to the line.
  (func $put (param $char i32)
    (i32.store8 (global.get $end) (local.get $char))
    (global.set $end
      (i32.add (global.get $end) (i32.const 1))))

  ;; Adds a number to the line.
  (func $decimal (param $n i32)
    (local $digits (ref null $digits))
    (local $i i32)
    (local.set $digits
      (array.new_default $digits (i32.const 10)))
    (loop $more
      (array.set $digits (local.get $digits) (local.get $i)
        (i32.add (i32.const 48)
          (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $more
        (local.tee $n
          (i32.div_u (local.get $n) (i32.const 10)))))
    (loop $back
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (call $put
        (array.get_u $digits
          (local.get $digits) (local.get $i)))
      (br_if $back (local.get $i))))

  ;; Adds a tree to the line.
  (func $show (param $node (ref $node))
    (local $op (ref $operation))
    (block $other (result (ref $node))
      (local.set $op
        (br_on_cast_fail $other
          (ref $node) (ref $operation) (local.get $node)))
      (call $put (i32.const 40)) ;; (
      (call $show
        (struct.get $operation $left (local.get $op)))
      (call $put (i32.const 32))
      (call $put
        (struct.get_u $operation $sign (local.get $op)))
      (call $put (i32.const 32))
      (call $show
        (struct.get $operation $right (local.get $op)))
      (call $put (i32.const 41)) ;; )
      (return))
    (call $decimal
      (struct.get $number $value
        (ref.cast (ref $number)))))

  (func (export "_start")
    (call $show (global.get $tree))
    (call $put (i32.const 32))
    (call $put (i32.const 61)) ;; =
    (call $put (i32.const 32))
    (call $decimal (call $value (global.get $tree)))
    (call $put (i32.const 10))
    (i32.store (i32.const 0) (i32.const 16))
    (i32.store (i32.const 4)
      (i32.sub (global.get $end) (i32.const 16)))
    (drop
      (call $fd_write (i32.const 1) (i32.const 0)
        (i32.const 1) (i32.const 8)))))
