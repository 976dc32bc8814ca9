//! Work for strangers that may never end. Fuel stops a template that goes round in circles, not a single step that
//! walks over a list which holds itself a million times.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long one template may take: a hundred times what the largest documents need.
pub const LONGEST: Duration = Duration::from_secs(20);

/// The stack of whoever works, in bytes: what a program's first thread has.
const STACK: usize = 8 << 20;

/// What the work gives. None when it takes longer, or comes to grief: it is then left to itself, and goes when the
/// program does, which is soon, for its caller has an error to tell.
pub fn within<T: Send + 'static>(longest: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (send, receive) = mpsc::channel();
    // Nobody waits any more for what comes late.
    let start = move || drop(send.send(work()));
    thread::Builder::new().stack_size(STACK).spawn(start).ok()?;
    receive.recv_timeout(longest).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_in_time_gives_its_answer_and_nothing_else_does() {
        assert_eq!(within(LONGEST, || 3), Some(3));
        let (_kept, never) = mpsc::channel::<()>();
        assert_eq!(within(Duration::from_millis(10), move || never.recv().is_ok()), None);
    }
}
