;; Spin: a command that never ends by itself. It says so, then counts its
;; turns in a global and asks the host for nothing more. Only an engine that
;; can stop a program from outside gets rid of it.

(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))

  (memory (export "memory") 1)
  (global $turns (export "turns") (mut i64) (i64.const 0))

  ;; A list of one buffer (address 16, length 34), then the text.
  (data (i32.const 8) "\10\00\00\00" "\22\00\00\00")
  (data (i32.const 16) "Round and round it goes: stop me.\n")

  (func $start (export "_start")
    (drop
      (call $fd_write
        (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
    (loop $again
      (global.set $turns (i64.add (global.get $turns) (i64.const 1)))
      (br $again))))
