//! `atelier plugin inspect PATH`: what a plugin says of itself, and what it takes.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::super::args::PluginInspect as Args;
use super::super::{Exit, Session};
use super::{alone, message, only, test};
use crate::hash::sha256;
use crate::plugin::{Failure, Format, Pack, Profile, Request, Sandbox, Usage, imports, without_pack};
use crate::words::typography;

/// The group that a plugin is asked about.
const PEOPLE: u32 = 24;

pub fn run(args: &Args, session: &mut Session) -> Exit {
    let asked = args.limits.map(Profile::from);
    let catalogue = if args.path.is_dir() {
        test::built(&args.path, asked, session)
    } else {
        alone(&args.path, asked.unwrap_or_default(), session).map(|catalogue| (catalogue, None))
    };
    let (catalogue, _desk) = match catalogue {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let format = match only(&catalogue) {
        Ok(format) => format,
        Err(exit) => return exit,
    };
    let manifest = &format.pack.manifest;
    let (plugin, sample) = match format.plugin().and_then(|plugin| Ok((plugin, measure(format)?))) {
        Ok(found) => found,
        Err(failure) => return session.fail(format.told(&failure), Exit::Problem),
    };
    let component = without_pack(&plugin).unwrap_or_default();
    let facts = json!({
        "version": 1,
        "id": manifest.id,
        "plugin_version": manifest.version,
        "contract": manifest.contract,
        "licence": manifest.licence,
        "authors": manifest.authors,
        "languages": format.pack.words.keys().collect::<Vec<_>>(),
        "bytes": plugin.len(),
        "component_bytes": component.len(),
        "sha256": sha256(&plugin),
        "imports": imports(&component),
        "sample": sample,
    });
    if args.json {
        return session.print_json(&facts);
    }
    let mut text = String::new();
    let line = |key: &str| {
        let args: Vec<(&str, Value)> = facts
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), value.clone()))
            .collect();
        message(session, key, &args)
    };
    for key in ["inspect_who", "inspect_file", "inspect_asks", "inspect_takes"] {
        let _ = writeln!(text, "{}", typography::typeset(session.words().language(), &line(key)));
    }
    session.print(&text)
}

/// What it takes to ask for the lengths of a block, and to plan one of the best length, with the manifest's own settings.
/// Some formats cannot be planned without others.
fn measure(format: &Format) -> Result<Value, Failure> {
    let sandbox = Sandbox::new()?;
    let loaded = format.load(&sandbox)?;
    let request = request(&format.pack, PEOPLE, true);
    let told = |usage: Usage| json!({ "fuel": usage.fuel, "memory": usage.memory });
    let lengths = sandbox.measure(&loaded, &request, None)?;
    let best = sandbox.lengths(&loaded, &request)?.ok().map(|spans| spans[0].ideal);
    let plan = best.map(|seconds| sandbox.measure(&loaded, &request, Some(seconds))).transpose()?;
    Ok(json!({ "people": PEOPLE, "lengths": told(lengths), "plan": plan.map(told) }))
}

/// A request with the manifest's own settings.
pub fn request(pack: &Pack, people: u32, walls: bool) -> Request {
    request_with(pack, people, walls, &Map::new())
}

/// A request with these settings, and the manifest's own for the others.
pub fn request_with(pack: &Pack, people: u32, walls: bool, given: &Map<String, Value>) -> Request {
    let defaults = pack.manifest.settings.iter();
    let mut settings: Map<String, Value> =
        defaults.filter_map(|(key, setting)| Some((key.clone(), setting.default.clone()?))).collect();
    settings.extend(given.clone());
    Request {
        people,
        seed: 7,
        settings: Value::Object(settings).to_string(),
        inputs: "{}".into(),
        room: json!({ "walls": walls }).to_string(),
        manifest: pack.manifest_json(),
    }
}
