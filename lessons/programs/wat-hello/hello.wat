;; Hello: a whole WASI command by hand.
;; It asks the host for one thing, to write bytes to
;; standard output, and shows the host its memory so
;; that the host can find them.

(module
  ;; What fd_write takes: four i32. It gives an errno.
  (type $write
    (func (param i32 i32 i32 i32) (result i32)))
  (type $command (func))

  ;; All that this module can do to the outside.
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (type $write)))

  ;; One page, 64 KiB, under the name WASI looks for.
  (memory (export "memory") 1)

  ;; At 8, a list of one buffer: its address (16) and
  ;; its length (15), four bytes each, lowest first.
  (data (i32.const 8) "\10\00\00\00" "\0f\00\00\00")
  ;; At 16, the text itself, in UTF-8.
  (data (i32.const 16) "Hello, \e7\a0\82\e5\a0\b4!\n")

  ;; The host calls _start, once.
  (func $start (export "_start") (type $command)
    i32.const 1     ;; descriptor 1, standard output
    i32.const 8     ;; address of the list of buffers
    i32.const 1     ;; how many buffers it holds
    i32.const 0     ;; where the host writes the count
    call $fd_write
    drop))          ;; the errno: nobody looks
