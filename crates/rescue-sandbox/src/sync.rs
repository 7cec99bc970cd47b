//! Locking. What the sandbox guards is whole after each statement, so a panic that happened while
//! a lock was held is no reason to stop.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, whatever happened before.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
