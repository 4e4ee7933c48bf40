//! Makes the messages and stubs of `../../proto`; protox stands in for protoc, so that no program is needed.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/src/main/proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    for entry in root.join("walras/v1").read_dir()? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "proto") {
            files.push(path);
        }
    }
    files.sort();
    let compiled = protox::compile(&files, [&root])?;
    // Frames are slices of the message that brought them, not copies.
    let config = tonic_prost_build::configure().build_server(false).bytes(".");
    config.compile_fds(compiled)?;
    Ok(())
}
