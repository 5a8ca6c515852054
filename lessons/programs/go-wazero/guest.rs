//! Guest is Rust that Go calls without cgo: no standard library, no WASI. It
//! has room for one text; its host writes into it, calls, and reads what came
//! of it.

#![no_std]

use core::cell::UnsafeCell;
use core::panic::PanicInfo;

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    fn hear(at: *const u8, length: usize);
}

const ROOM: usize = 1024;

struct Text(UnsafeCell<[u8; ROOM]>);

// An instance has one thread.
unsafe impl Sync for Text {}

static TEXT: Text = Text(UnsafeCell::new([0; ROOM]));

/// Says where a text of that many bytes may be written; null: it is too long.
#[unsafe(no_mangle)]
extern "C" fn room(length: usize) -> *mut u8 {
    if length > ROOM {
        return core::ptr::null_mut();
    }
    TEXT.0.get().cast()
}

/// Turns the text around, character by character. Calls the host before it
/// does. Answers the text's bytes, or 0 where it is too long or no UTF-8.
#[unsafe(no_mangle)]
extern "C" fn reverse(length: usize) -> usize {
    let text = unsafe { &mut *TEXT.0.get() };
    let Some(text) = text.get_mut(..length) else {
        return 0;
    };
    unsafe { hear(text.as_ptr(), length) };
    if core::str::from_utf8(text).is_err() {
        return 0;
    }
    // The bytes of all, then those of each character: they come out in order.
    text.reverse();
    let mut start = 0;
    for end in 1..=length {
        let leads = text[end - 1] & 0xc0 != 0x80;
        if leads {
            text[start..end].reverse();
            start = end;
        }
    }
    length
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
