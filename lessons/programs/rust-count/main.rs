//! Count reads standard input to its end and prints the ten words that came
//! most often. The `HashMap` is seeded from the host's random numbers, so the
//! words are sorted before they are printed.

use std::collections::HashMap;
use std::io;

fn main() -> io::Result<()> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for line in io::stdin().lines() {
        for word in line?.split_whitespace() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    let mut words: Vec<(String, u32)> = counts.into_iter().collect();
    words.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    println!("{} different words", words.len());
    for (word, count) in words.iter().take(10) {
        println!("{count:>5}  {word}");
    }
    Ok(())
}
