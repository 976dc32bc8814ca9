//! Builds the official plugins: the crates in `plugins/` become components, are compiled ahead of time for
//! this platform, and go into the binary together with the packs of `formats/`. A format without a crate of
//! its own is performed by the stock component `plugins/recipe`.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasmtime::Engine;
use wit_component::ComponentEncoder;

#[path = "src/plugin/engine.rs"]
mod engine;
#[path = "src/hash.rs"]
mod hash;
#[allow(dead_code)] // what finds a pack
#[path = "src/plugin/section.rs"]
mod section;
#[path = "src/plugin/tarball.rs"]
mod tarball;
#[path = "build/words.rs"]
mod words;

/// The crate that performs formats without one.
const STOCK: &str = "recipe";

const WASM: &str = "wasm32-unknown-unknown";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    if let Err(error) = build() {
        // The one line that cargo shows for what goes wrong here.
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

fn build() -> Result<()> {
    words::embed()?;
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("..");
    let out = PathBuf::from(variable("OUT_DIR")?);
    for watched in ["formats", "plugins", "Cargo.lock", "host/src/plugin"] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    let formats = folders(&root.join("formats"))?;
    let own = |id: &&String| root.join("plugins").join(id).is_dir();
    let mut components: Vec<&str> = formats.iter().filter(own).map(String::as_str).collect();
    components.push(STOCK);
    compile_crates(&root, &out, &components)?;

    let engine = Engine::new(&engine::config(Some(&variable("TARGET")?))?)?;
    for name in &components {
        let module = fs::read(out.join("wasm").join(WASM).join("plugin").join(module_name(name)))?;
        let component = ComponentEncoder::default().validate(true).module(&module)?.encode()?;
        fs::write(out.join(format!("{name}.cwasm")), engine.precompile_component(&component)?)?;
        fs::write(out.join(format!("{name}.wasm")), component)?;
    }
    let mut items = String::new();
    for name in &components {
        let (component, compiled) = (included(name, "wasm"), included(name, "cwasm"));
        let name = constant(name);
        writeln!(items, "static {name}: Code = Code {{ component: {component}, compiled: {compiled} }};")?;
    }
    items.push_str("static OFFICIAL: &[Official] = &[\n");
    for id in &formats {
        let component = if own(&id) { id } else { STOCK };
        let plugin = fs::read(out.join(format!("{component}.wasm")))?;
        items.push_str(&official(id, &root.join("formats").join(id), component, plugin)?);
    }
    items.push_str("];\n");
    fs::write(out.join("official.rs"), items)?;
    Ok(())
}

/// An official format in the generated Rust. `plugin` is its component, without a pack so far.
fn official(id: &str, folder: &Path, component: &str, mut plugin: Vec<u8>) -> Result<String> {
    section::append(&mut plugin, &tarball::pack(folder)?);
    let sha256 = hash::sha256(&plugin);
    let manifest: toml::Table = fs::read_to_string(folder.join("format.toml"))?.parse()?;
    let manifest = serde_json::to_string(&manifest)?;
    let mut files = String::new();
    for name in tarball::names(folder)? {
        write!(files, "({name:?}, include_str!({:?})),", folder.join(&name).to_string_lossy())?;
    }
    let code = constant(component);
    Ok(format!(
        "Official {{ id: {id:?}, manifest: {manifest:?}, sha256: {sha256:?}, code: &{code}, files: &[{files}] }},\n"
    ))
}

/// The name of a component in the generated Rust.
fn constant(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}

fn included(name: &str, ending: &str) -> String {
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.{ending}\"))")
}

/// Runs cargo once more, for the plugins' own platform and in a folder of its own: the two do not wait for
/// each other.
fn compile_crates(root: &Path, out: &Path, names: &[&str]) -> Result<()> {
    let mut cargo = Command::new(variable("CARGO")?);
    cargo.current_dir(root).args(["build", "--profile", "plugin", "--target", WASM, "--target-dir"]);
    cargo.arg(out.join("wasm"));
    for name in names {
        cargo.args(["--package", &format!("format-{name}")]);
    }
    // What this build was told is not meant for that one.
    for (name, _) in env::vars_os() {
        if is_cargos_own(&name) {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output().map_err(|e| format!("cargo cannot be started: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.contains("E0463") {
        return Err(format!(
            "the plugins need one more target: type `rustup target add {WASM}`, then build again"
        )
        .into());
    }
    Err(format!("the plugins do not compile:\n{errors}").replace('\n', "\ncargo::error=").into())
}

fn is_cargos_own(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    let kept = ["CARGO_HOME", "CARGO_NET_OFFLINE"];
    (name.starts_with("CARGO") && !kept.contains(&&*name))
        || name.starts_with("RUSTFLAGS")
        || name == "RUSTC_WORKSPACE_WRAPPER"
}

fn module_name(name: &str) -> String {
    format!("format_{}.wasm", name.replace('-', "_"))
}

fn folders(parent: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(
                entry.file_name().into_string().map_err(|name| format!("{} is no id", name.display()))?,
            );
        }
    }
    names.sort();
    Ok(names)
}

fn variable(name: &str) -> Result<String> {
    env::var(name).map_err(|e| format!("{name}: {e}").into())
}
