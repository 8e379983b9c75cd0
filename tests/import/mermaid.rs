//! Mermaid: flowcharts, C4, architecture diagrams, and fences in Markdown.

use threatline::import;

use super::{imported, lines, taken};

fn flowchart(text: &str) -> Vec<String> {
    let (body, losses) = taken("mermaid", &format!("flowchart LR\n{text}"));
    assert_eq!(losses, Vec::<String>::new(), "{text}");
    lines(&body)[1..].to_vec()
}

#[test]
fn shapes_and_names_tell_kinds() {
    for (node, statement) in [
        ("A", "process a \"A\""),
        ("A[Shop]", "process a \"Shop\""),
        ("A(Shop)", "process a \"Shop\""),
        ("A([Shop])", "process a \"Shop\""),
        ("A[[Shop]]", "process a \"Shop\""),
        ("A[(Orders)]", "store a \"Orders\""),
        ("A((Shop))", "process a \"Shop\""),
        ("A((User))", "actor a \"User\""),
        ("A(((Shop)))", "process a \"Shop\""),
        ("A>Shop]", "process a \"Shop\""),
        ("A{Shop}", "process a \"Shop\""),
        ("A{{Shop}}", "process a \"Shop\""),
        ("A[/Shop/]", "process a \"Shop\""),
        ("A[\\Shop\\]", "process a \"Shop\""),
        ("A[/Shop\\]", "process a \"Shop\""),
        ("A@{ shape: cyl, label: \"All, orders\" }", "store a \"All, orders\""),
        ("A@{\n  shape: cyl\n}", "store a \"A\""),
        ("A[\"The <b>shop</b><br/>of #quot;us#quot; &amp; (you)\"]", "process a \"The shop of \\\"us\\\" & (you)\""),
        ("A[\"`A **bold**\nname`\"]", "process a \"A bold name\""),
        ("A[fa:fa-user Shopper]", "actor a \"Shopper\""),
        ("A[End user]", "actor a \"End user\""),
        ("A[User service]", "process a is service \"User service\""),
        ("A[PostgreSQL]", "store a is sql-db \"PostgreSQL\""),
        ("A[External billing]", "external a \"External billing\""),
        ("A[Shop]:::external", "external a \"Shop\""),
        ("A[Shop]\nclass A database", "store a \"Shop\""),
        ("my-id.x[Shop]", "process my-id-x \"Shop\""),
    ] {
        assert_eq!(flowchart(node), [statement], "{node}");
    }
}

#[test]
fn links_are_flows() {
    for (link, flows) in [
        ("a --> b", &["DF1: a -> b"][..]),
        ("a-->b;", &["DF1: a -> b"]),
        ("a --- b", &["DF1: a -> b"]),
        ("a -.-> b", &["DF1: a -> b"]),
        ("a ==> b", &["DF1: a -> b"]),
        ("a ----> b", &["DF1: a -> b"]),
        ("a <--> b", &["DF1: a <-> b"]),
        ("a --x b", &["DF1: a -> b"]),
        ("a o--o b", &["DF1: a <-> b"]),
        ("a -->|reads| b", &["DF1: a -> b \"reads\""]),
        ("a --> |\"reads; x\"| b", &["DF1: a -> b \"reads; x\""]),
        ("a -- reads it --> b", &["DF1: a -> b \"reads it\""]),
        ("a --reads--> b", &["DF1: a -> b \"reads\""]),
        ("a -. reads .-> b", &["DF1: a -> b \"reads\""]),
        ("a == reads ==> b", &["DF1: a -> b \"reads\""]),
        ("a -->|HTTPS, JWT| b", &["DF1: a -> b \"HTTPS, JWT\" via https auth=jwt"]),
        ("a e1@--> b\ne1@{ animate: true }", &["DF1: a -> b"]),
        ("a --> b --> c", &["DF1: a -> b", "DF2: b -> c"]),
        ("a & b --> c & d", &["DF1: a -> c", "DF2: a -> d", "DF3: b -> c", "DF4: b -> d"]),
        ("a ~~~ b", &[]),
    ] {
        let found: Vec<String> = flowchart(link).into_iter().filter(|line| line.starts_with("DF")).collect();
        assert_eq!(found, flows, "{link}");
    }
}

#[test]
fn subgraphs_are_zones() {
    let text = "---\ntitle: My shop\n---\n%%{init: {\n 'theme': 'dark'\n}}%%\ngraph TD; %% a comment\n\
                subgraph aws[\"AWS (eu)\"]\n direction TB\n web --> db[(Data)]\n subgraph Private subnet\n  job\n end\nend\n\
                user --> web\nstyle web fill:#fff\nclassDef x fill:red\nclick web \"http://x\"\nlinkStyle 0 stroke:red";
    let (body, losses) = taken("mermaid", text);
    assert_eq!(losses, Vec::<String>::new());
    let wanted = [
        "model \"My shop\"",
        "zone aws \"AWS (eu)\" {",
        "process web \"web\"",
        "store db \"Data\"",
        "zone private-subnet \"Private subnet\" {",
        "process job \"job\"",
        "}",
        "}",
        "actor user \"user\"",
        "DF1: web -> db",
        "DF2: user -> web",
    ];
    assert_eq!(lines(&body), wanted);
}

#[test]
fn an_edge_of_a_subgraph_is_one_of_its_only_element_or_is_said_to_be_lost() {
    let one = flowchart("subgraph s\n a\nend\nb --> s");
    assert_eq!(one.last().unwrap(), "DF1: b -> a");
    let empty = flowchart("subgraph s\nend\nb --> s");
    assert_eq!(empty.last().unwrap(), "DF1: b -> s");
    let (_, losses) = taken("mermaid", "flowchart LR\nsubgraph s\n a\n c\nend\nb --> s");
    assert_eq!(losses, ["edge `b` to `s` (6): it ends at the zone `s`; flows end at elements"]);
}

#[test]
fn c4_says_what_things_are() {
    let text = "C4Container\ntitle Bank\nPerson(c, \"Customer, private\", \"Has (an) account\")\n\
        Enterprise_Boundary(b0, \"Bank\") {\n System_Boundary(b1, \"Site\")\n {\n\
        Container(web, \"Web\", \"Java, Spring\", \"Serves\")\n ContainerDb(db, \"Data\", \"PostgreSQL\", \"Keeps\")\n\
        ContainerQueue(q, \"Events\", $techn=\"Kafka\")\n }\n}\nSystem_Ext(mail, \"Mail\")\n\
        Rel(c, web, \"Uses\", \"HTTPS\")\nBiRel(web, db, \"Reads\")\nRel_Back(web, mail, \"Bounces\")\n\
        UpdateRelStyle(c, web, $offsetX=\"1\")";
    let (body, losses) = taken("mermaid", text);
    assert_eq!(losses, Vec::<String>::new());
    let wanted = [
        "model \"Bank\"",
        "/// Has (an) account",
        "actor c \"Customer, private\"",
        "zone b0 \"Bank\" {",
        "zone b1 \"Site\" {",
        "/// Serves",
        "process web \"Web\" tech=\"Java, Spring\"",
        "/// Keeps",
        "store db is sql-db \"Data\" tech=\"PostgreSQL\"",
        "store q is message-queue \"Events\" tech=\"Kafka\"",
        "}",
        "}",
        "external mail \"Mail\"",
        "DF1: c -> web \"Uses\" via https",
        "DF2: web <-> db \"Reads\"",
        "DF3: mail -> web \"Bounces\"",
    ];
    assert_eq!(
        lines(&body).iter().filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        wanted.iter().collect::<Vec<_>>()
    );
}

#[test]
fn architecture_diagrams_have_groups_and_sides() {
    let text = "architecture-beta\n group api(cloud)[API]\n group vpc(cloud)[VPC] in api\n\
        service db(database)[Data] in vpc\n service fn(logos:aws-lambda)[Fn] in api\n junction j\n\
        fn:L --> R:db\n db{group}:T <--> B:fn\n fn:B -[reads]- T:j";
    let (body, losses) = taken("mermaid", text);
    assert_eq!(losses, Vec::<String>::new());
    let wanted = [
        "model \"diagram\"",
        "zone api \"API\" {",
        "zone vpc \"VPC\" {",
        "store db \"Data\"",
        "}",
        "process fn is function \"Fn\" tech=\"aws lambda\"",
        "}",
        "process j \"j\"",
        "DF1: fn -> db",
        "DF2: db <-> fn",
        "DF3: fn -> j \"reads\"",
    ];
    assert_eq!(lines(&body), wanted);
}

#[test]
fn the_first_diagram_of_a_document_that_can_be_read_is_read() {
    let text = "# Us\n\n```mermaid\nsequenceDiagram\n  a->>b: x\n```\n\n1. Here\n   ```mermaid\n   graph LR\n   a --> b\n   ?!\n   ```\n";
    assert_eq!(import::detect("README.md", text).unwrap().name, "mermaid");
    let (body, losses) = taken("mermaid", text);
    assert_eq!(lines(&body).last().unwrap(), "DF1: a -> b");
    assert_eq!(
        losses,
        [
            "`?!` (12): it is no statement that can be read",
            "diagram 1 of the document (3): one diagram of a document is read, the one in line 9"
        ]
    );
    assert!(import::detect("README.md", "```threat\nactor a\n```\n```mermaid\ngraph LR\na\n```").is_none());
}

#[test]
fn what_is_not_understood_is_said() {
    for (text, message) in [
        ("", "there is no diagram in it"),
        ("flowchart LR\n", "there is no element in it"),
        ("flowchart LR\n[[[", "there is no element in it; `[[[` is no statement that can be read"),
        (
            "sequenceDiagram\na->>b: x",
            "it is a `sequenceDiagram`; of Mermaid, flowcharts, C4 and architecture diagrams can be read",
        ),
        (&format!("graph LR\n{}", "subgraph a\n".repeat(101)), "more than 100 groups are nested in each other"),
    ] {
        assert_eq!(imported("mermaid", "x.mmd", text).unwrap_err(), message);
    }
    let (_, losses) = taken("mermaid", "flowchart LR\na --> b\nend\na -->");
    assert_eq!(
        losses,
        ["`end` (3): it is no statement that can be read", "`a -->` (4): it is no statement that can be read"]
    );
}

#[test]
fn a_group_in_a_service_stands_beside_it() {
    let text = "architecture-beta\n service api(server)[API]\n group vpc(cloud)[VPC] in api\n service db(database)[Data] in vpc\n api:R --> L:db";
    let (body, losses) = taken("mermaid", text);
    assert_eq!(losses, ["the place of zone `VPC` (3): `api` is no zone, and cannot hold it"]);
    assert!(body.contains("\nzone vpc \"VPC\" {"), "{body}");
}
