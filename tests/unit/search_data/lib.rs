//! A crate with aliases on items of every kind. Its search data lies beside it, made with
//! `rustdoc --crate-name tiny lib.rs` by rustdoc 1.95.0 and a nightly of 1.97 (2026-05-19); only the
//! files that are read are kept.

#[doc(alias = "module alias")]
pub mod shapes {
    #[doc(alias = "of a struct")]
    pub struct Square {
        #[doc(alias = "of a field")]
        pub side: u8,
    }

    impl Square {
        #[doc(alias = "of a method")]
        #[doc(alias = "another")]
        pub fn area(&self) {}
        #[doc(alias = "of an associated constant")]
        pub const SIDES: u8 = 4;
    }

    #[doc(alias = "of an enum")]
    pub enum Shape {
        #[doc(alias = "of a variant")]
        Round {
            #[doc(alias = "of a variant field")]
            radius: u8,
        },
    }

    #[doc(alias = "of a union")]
    pub union Either {
        #[doc(alias = "of a union field")]
        pub left: u8,
    }

    #[doc(alias = "of a trait")]
    pub trait Draw {
        #[doc(alias = "of a required method")]
        fn draw(&self);
        #[doc(alias = "of a provided method")]
        fn redraw(&self) {}
        #[doc(alias = "of an associated type")]
        type Canvas;
    }

    pub struct Wrapper<T>(T);

    impl Wrapper<u8> {
        #[doc(alias = "of both")]
        #[doc(alias = "of the first")]
        pub fn get(&self) {}
    }

    impl Wrapper<u16> {
        #[doc(alias = "of both")]
        #[doc(alias = "of the second")]
        pub fn get(&self) {}
    }
}

#[doc(alias = "of a re-export")]
pub use shapes::Square as Quadrat;

#[doc(alias = "of an extern crate")]
pub extern crate core as heart;

#[doc(alias = "of a macro")]
#[macro_export]
macro_rules! shape {
    () => {};
}

#[doc(alias = "getcwd")]
#[doc(alias = "größer, 空")]
#[doc(alias = "bell\u{7} override\u{202e} \\ backslash")]
pub fn größe() {}

#[doc(alias = "of a constant")]
pub const LIMIT: u8 = 1;

#[doc(alias = "of a static")]
pub static TABLE: u8 = 1;

#[doc(alias = "of a type alias")]
pub type Byte = u8;
