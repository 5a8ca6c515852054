//! Hello prints a line, then what it was told: its arguments and environment.

use std::env;

fn main() {
    println!("Hello from Rust!");
    for (index, argument) in env::args().enumerate() {
        println!("argument {index}: {argument}");
    }
    for (name, value) in env::vars() {
        println!("{name} = {value}");
    }
}
