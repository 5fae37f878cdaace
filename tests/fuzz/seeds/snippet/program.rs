#![feature(never_type)]
#![allow(
  unused)]
#[macro_use]
extern crate serde;
use {a::b, std::fmt};
/// doc
fn main() { let x = r#"fn main() {"#; tokio::spawn(async {}); }
Ok::<(), E>(())
