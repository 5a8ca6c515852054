//! Wasi does with Rust's standard library what programs do with files, and
//! prints one line a step, so that hosts can be compared. What a system
//! answers is printed as WASI's own number.

use std::collections::HashMap;
use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

fn say(what: &str, result: io::Result<String>) {
    match result {
        Ok(text) => println!("{what}: {text}"),
        Err(error) => match error.raw_os_error() {
            Some(number) => println!("{what}: errno {number}"),
            None => println!("{what}: {:?}", error.kind()),
        },
    }
}

fn done(_: ()) -> String {
    "done".into()
}

fn files() -> io::Result<String> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open("rust.txt")?;
    file.write_all(b"one grain of sand")?;
    file.seek(SeekFrom::Start(4))?;
    let mut word = [0; 5];
    file.read_exact(&mut word)?;
    file.set_len(9)?;
    file.sync_all()?;
    file.sync_data()?;
    let length = file.metadata()?.len();
    drop(file);
    OpenOptions::new()
        .append(true)
        .open("rust.txt")?
        .write_all(b"!")?;
    let text = fs::read_to_string("rust.txt")?;
    Ok(format!("{} {length} {text}", String::from_utf8_lossy(&word)))
}

fn times() -> io::Result<String> {
    let file = File::options().write(true).open("rust.txt")?;
    let time = SystemTime::UNIX_EPOCH + Duration::new(1_000_000_000, 123_456_789);
    file.set_times(FileTimes::new().set_modified(time).set_accessed(time))?;
    let same = file.metadata()?.modified()? == time;
    Ok(format!("to the nanosecond {same}"))
}

fn names() -> io::Result<String> {
    fs::hard_link("rust.txt", "again.txt")?;
    fs::rename("again.txt", "dir/moved.txt")?;
    fs::copy("dir/moved.txt", "copy.txt")?;
    let length = fs::metadata("copy.txt")?.len();
    for name in ["rust.txt", "copy.txt", "dir/moved.txt"] {
        fs::remove_file(name)?;
    }
    Ok(format!("{length} bytes"))
}

fn tree() -> io::Result<String> {
    fs::create_dir_all("tree/a/b")?;
    for i in 0..40 {
        fs::write(format!("tree/a/leaf{i}"), "x")?;
    }
    let mut seen: Vec<String> = fs::read_dir("tree/a")?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()?;
    seen.sort();
    fs::remove_dir_all("tree")?;
    Ok(format!("{} names, first {}", seen.len(), seen[0]))
}

fn rest() -> io::Result<String> {
    let before = Instant::now();
    sleep(Duration::from_millis(3));
    let slept = before.elapsed() >= Duration::from_millis(3);
    let mut map = HashMap::new();
    map.insert("sand", 1);
    Ok(format!("slept {slept}, a map of {}", map.len()))
}

fn input() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text.trim().into())
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    say("arguments", Ok(words[0].clone()));
    say("variable", Ok(std::env::var("GREETING").unwrap_or_default()));
    say("stdin", input());
    say("files", files());
    say("times", times());
    say("names", names());
    say("tree", tree());
    say("rest", rest());
    say("open nothing", File::open("none").map(|_| "opened".into()));
    say("open above", File::open("../a.txt").map(|_| "opened".into()));
    say("open a directory to write", File::create("dir").map(|_| "opened".into()));
    say("make what is there", fs::create_dir("dir").map(done));
    say("remove a full directory", fs::remove_dir("dir").map(done));
    say("remove a directory as a file", fs::remove_file("dir").map(done));
    say("list a file", fs::read_dir("a.txt").map(|_| "listed".into()));
    say("read a directory", fs::read("dir").map(|_| "read".into()));
    say("not a link", fs::read_link("a.txt").map(|_| "read".into()));
    std::process::exit(5);
}
