//! How plugins are compiled and how far they may go. The build script includes this file: the binary loads
//! what it compiled only when both use the same settings.

use wasmtime::{Config, OptLevel};

/// Stack of one call, in bytes.
pub const STACK: usize = 512 * 1024;

/// The settings of every engine. `target` names the platform to compile for, without the features of the
/// machine at hand; none when what was compiled is only loaded.
///
/// # Errors
/// When the platform is not known to the compiler.
pub fn config(target: Option<&str>) -> wasmtime::Result<Config> {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .max_wasm_stack(STACK)
        .wasm_backtrace_max_frames(None)
        .cranelift_opt_level(OptLevel::SpeedAndSize)
        .wasm_simd(true)
        // The same answer on every machine, to the last bit of what is not a number.
        .wasm_relaxed_simd(false)
        .cranelift_nan_canonicalization(true)
        .wasm_memory64(false)
        .wasm_multi_memory(true)
        .wasm_component_model(true);
    if let Some(target) = target {
        config.target(target)?;
    }
    Ok(config)
}
