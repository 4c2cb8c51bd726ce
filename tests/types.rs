//! Turns `docs/report.schema.json` into the TypeScript types of the report, `src/report.d.ts`.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

use expect_test::expect_file;
use serde_json::Value;

const HEAD: &str = "// Written by tests/types.rs from docs/report.schema.json.\n";

#[test]
fn the_types_are_those_of_the_schema() {
    let schema: Value = serde_json::from_str(include_str!("../docs/report.schema.json")).unwrap();
    let mut out = HEAD.to_owned();
    out.push_str(&declared("Report", &schema));
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        out.push_str(&declared(name, definition));
    }
    expect_file!["../src/report.d.ts"].assert_eq(&out);
}

/// An interface for an object, another name for anything else.
fn declared(name: &str, schema: &Value) -> String {
    let comment = comment(schema, "");
    if schema["properties"].is_object() {
        return format!(
            "\n{comment}export interface {name} {{\n{}}}\n",
            fields(schema)
        );
    }
    format!("\n{comment}export type {name} = {};\n", kind(schema))
}

fn fields(schema: &Value) -> String {
    let required: Vec<_> = schema["required"].as_array().unwrap().iter().collect();
    let properties = schema["properties"].as_object().unwrap();
    // In the order in which they are required; the others follow.
    let others = properties
        .keys()
        .filter(|name| !required.iter().any(|it| *it == name.as_str()));
    let first = required
        .iter()
        .filter_map(|name| name.as_str())
        .map(|name| (name, ""));
    let then = others.map(|name| (name.as_str(), "?"));
    let field = |(name, optional): (&str, &str)| {
        let schema = &properties[name];
        format!(
            "{}  {name}{optional}: {};\n",
            comment(schema, "  "),
            kind(schema)
        )
    };
    first.chain(then).map(field).collect()
}

fn comment(schema: &Value, indent: &str) -> String {
    let text = schema["description"].as_str();
    text.map_or(String::new(), |text| format!("{indent}/** {text} */\n"))
}

/// A type as TypeScript writes it.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.strip_prefix("#/$defs/").unwrap().to_owned();
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        return union(choices.iter().map(kind));
    }
    if let Some(values) = schema["enum"].as_array() {
        return union(values.iter().map(Value::to_string));
    }
    let names = schema["type"].as_array();
    names.map_or_else(
        || named(&schema["type"], schema),
        |names| union(names.iter().map(|name| named(name, schema))),
    )
}

fn named(name: &Value, schema: &Value) -> String {
    match name.as_str().unwrap() {
        "integer" | "number" => "number".to_owned(),
        "array" => match kind(&schema["items"]) {
            item if item.contains(' ') => format!("({item})[]"),
            item => format!("{item}[]"),
        },
        same @ ("string" | "boolean" | "null") => same.to_owned(),
        other => panic!("the types have no word for {other}: {schema}"),
    }
}

fn union(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" | ")
}
