//! DOT: nodes, clusters, defaults, edges between sets, labels with escapes and HTML.

use threatline::import;

use super::{imported, lines, taken};

fn dot(text: &str) -> Vec<String> {
    let (body, losses) = taken("dot", text);
    assert_eq!(losses, Vec::<String>::new(), "{text}");
    lines(&body)[1..].to_vec()
}

#[test]
fn nodes_are_elements() {
    for (node, statement) in [
        ("a", "process a \"a\""),
        ("a [label=Shop, shape=box];", "process a \"Shop\""),
        ("\"my node\"", "process my-node \"my node\""),
        ("a [label=\"The \\\"shop\\\"\\nof\" + \" us &amp; \\N\"]", "process a \"The \\\"shop\\\" of us & a\""),
        ("a [label=<<b>Shop</b><br/>here>]", "process a \"Shop here\""),
        ("a [shape=record, label=\"{<p> Shop | here}\"]", "process a \"Shop here\""),
        ("a [shape=cylinder][label=Orders]", "store a \"Orders\""),
        ("node [shape=cylinder]; a", "store a \"a\""),
        ("{ node [shape=cylinder] a }", "store a \"a\""),
        ("a [label=\"Web user\" /* who */] // comment\n# another", "actor a \"Web user\""),
        ("a [class=external]", "external a \"a\""),
        ("a x [shape=point, style=invis]", "process a \"a\""),
    ] {
        assert_eq!(dot(&format!("strict digraph G {{\n{node}\n}}")), [statement], "{node}");
    }
}

#[test]
fn edges_are_flows() {
    for (edge, flows) in [
        ("a -> b", &["DF1: a -> b"][..]),
        ("a:out:e -> b:in [label=\"HTTPS\"]", &["DF1: a -> b \"HTTPS\" via https"]),
        ("a -> b [dir=both]", &["DF1: a <-> b"]),
        ("a -> b [dir=back]", &["DF1: b -> a"]),
        ("edge [dir=both] a -> b -> c", &["DF1: a <-> b", "DF2: b <-> c"]),
        ("{a b} -> {c; d}", &["DF1: a -> c", "DF2: a -> d", "DF3: b -> c", "DF4: b -> d"]),
        ("a -> b [style=invis]", &[]),
    ] {
        let found: Vec<String> =
            dot(&format!("digraph {{ {edge} }}")).into_iter().filter(|line| line.starts_with("DF")).collect();
        assert_eq!(found, flows, "{edge}");
    }
    assert_eq!(dot("graph g { a -- b }").last().unwrap(), "DF1: a -> b");
}

#[test]
fn clusters_are_zones() {
    let text = "digraph \"My shop\" {\n rankdir=LR; graph [compound=true]\n subgraph cluster_aws {\n  label=\"AWS\"; style=dashed\n  \
                subgraph \"cluster vpc\" { graph [label=<VPC>]; web -> db [label=SQL]; db [shape=cylinder] }\n  subgraph { rank=same; cdn }\n }\n \
                user -> web\n}";
    let wanted = [
        "zone aws \"AWS\" {",
        "zone vpc \"VPC\" {",
        "process web \"web\"",
        "store db is sql-db \"db\"",
        "}",
        "process cdn is cdn \"cdn\"",
        "}",
        "actor user \"user\"",
        "DF1: web -> db \"SQL\"",
        "DF2: user -> web",
    ];
    assert_eq!(dot(text), wanted);
    assert!(taken("dot", text).0.starts_with("model \"My shop\""));
    assert_eq!(import::detect("x.gv", text).unwrap().name, "dot");
}

#[test]
fn what_is_not_read_is_said() {
    let (_, losses) = taken("dot", "digraph { a -> b\n]\nn [shape=note, label=Why]\n} digraph { c }");
    let wanted = [
        "`]` (2): it is no statement that can be read",
        "what stands behind the graph (4): one graph of a file is read, the first",
        "note `Why` (3): notes are no elements",
    ];
    assert_eq!(losses, wanted);
    let (_, losses) = taken("dot", "digraph { a -> b");
    assert_eq!(losses, ["the end of the graph (1): the source ends inside of it"]);
    for (text, message) in [
        ("", "there is no `digraph {` or `graph {`"),
        ("digraph {}", "there is no element in it"),
        ("digraph { a [label=\"x", "a text starts here that has no end"),
        ("digraph { a [label=<b<x>", "a text starts here that has no end"),
        ("digraph { a [label=x", "attributes start here that have no end"),
        (&format!("digraph {}", "{".repeat(200)), "more than 100 subgraphs are nested in each other"),
    ] {
        assert_eq!(imported("dot", "x.dot", text).unwrap_err(), message);
    }
}

#[test]
fn nodes_that_nobody_sees_are_said() {
    let (body, losses) =
        taken("dot", "digraph {\n a -> b [style=invis]\n c [style=invis]\n {rank=same; a; b}\n {a b} -> d:port:n\n}");
    assert_eq!(losses, ["node `c` (3): it is invisible"]);
    let flows: Vec<String> = lines(&body).into_iter().filter(|line| line.starts_with("DF")).collect();
    assert_eq!(flows, ["DF1: a -> d", "DF2: b -> d"]);
}
