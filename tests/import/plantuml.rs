//! PlantUML: elements, groups, arrows, C4 macros, and what is no part of the model.

use threatline::import;

use super::{imported, lines, taken};

fn plantuml(text: &str) -> Vec<String> {
    let (body, losses) = taken("plantuml", &format!("@startuml\n{text}\n@enduml\n"));
    assert_eq!(losses, Vec::<String>::new(), "{text}");
    lines(&body)[1..].to_vec()
}

#[test]
fn elements_have_keywords_names_and_aliases() {
    for (text, statement) in [
        ("actor Shopper", "actor shopper \"Shopper\""),
        ("actor \"A shopper\" as s #red", "actor s \"A shopper\""),
        (":Shopper: as s", "actor s \"Shopper\""),
        ("component shop", "process shop \"shop\""),
        ("component [The shop] as s <<external>> #e9ebee;line:30363d", "external s \"The shop\""),
        ("[The shop]", "process the-shop \"The shop\""),
        ("[The shop] as s", "process s \"The shop\""),
        ("component s [\n The shop\n here\n]", "process s \"The shop here\""),
        ("database \"Orders\\n<b>all</b>\" as db", "store db \"Orders all\""),
        ("database Orders {\n}", "store orders \"Orders\""),
        ("queue q", "store q \"q\""),
        ("cloud Net", "external net \"Net\""),
        ("() \"Shop API\" as a", "process a is api \"Shop API\""),
        ("interface i", "process i \"i\""),
        ("(Buy) as b", "process b \"Buy\""),
        ("rectangle \"<U+0041><&person> C\" as x", "process x \"A C\""),
        ("node n", "process n \"n\""),
    ] {
        assert_eq!(plantuml(text), [statement], "{text}");
    }
}

#[test]
fn arrows_are_flows() {
    for (text, flows) in [
        ("[a] --> [b]", &["DF1: a -> b"][..]),
        ("[a]->[b]", &["DF1: a -> b"]),
        ("a -> [b] : HTTPS", &["DF1: a -> b \"HTTPS\" via https"]),
        ("[a] <-- [b]", &["DF1: b -> a"]),
        ("[a] <-> [b]", &["DF1: a <-> b"]),
        ("[a] ..> [b] : reads\\nall", &["DF1: a -> b \"reads all\""]),
        ("[a] -up-> [b]", &["DF1: a -> b"]),
        ("[a] -[#red,bold]right-> [b]", &["DF1: a -> b"]),
        ("[a] -[hidden]- [b]", &[]),
        ("[a] -- [b]", &["DF1: a -> b"]),
        ("[a] \"1\" --> \"*\" [b]", &["DF1: a -> b"]),
        ("[a] --( [b]", &["DF1: a -> b"]),
        ("[a] -(0)- [b]", &["DF1: a -> b"]),
        ("() a - [b]", &["DF1: a -> b"]),
        (":User: --> (Buy)", &["DF1: user -> buy"]),
    ] {
        let found: Vec<String> = plantuml(text).into_iter().filter(|line| line.starts_with("DF")).collect();
        assert_eq!(found, flows, "{text}");
    }
}

#[test]
fn groups_are_zones() {
    let text = "title My shop\n!theme plain\nskinparam componentStyle {\n  x y\n}\nleft to right direction\n/' a\ncomment '/\n' one\n\
                cloud \"AWS\" as aws {\n  node VPC <<net>> #white {\n    [Web] --> [DB]\n    database DB\n  }\n  together {\n    [CDN]\n  }\n}\n\
                actor User\nUser --> [Web]\npackage Web2 {\n  [Web2]\n}\n[Web2] --> [Web]";
    let wanted = [
        "zone aws \"AWS\" {",
        "zone vpc \"VPC\" {",
        "process web \"Web\"",
        "store db is sql-db \"DB\"",
        "}",
        "process cdn is cdn \"CDN\"",
        "}",
        "actor user \"User\"",
        "zone web2 \"Web2\" {",
        "process web2-element \"Web2\"",
        "}",
        "DF1: web -> db",
        "DF2: user -> web",
        "DF3: web2-element -> web",
    ];
    assert_eq!(plantuml(text), wanted);
}

#[test]
fn macros_of_c4_and_icons_are_read() {
    let text = "!include <C4/C4_Container>\nLAYOUT_WITH_LEGEND()\nPerson(u, \"User\")\nSystem_Boundary(s, \"Shop\")\n{\n\
                Container(web, \"Web\", \"Java\", \"Sells\", $tags=\"v1\")\nContainerDb(db, \"Data\")\n}\nSystem_Ext(m, \"Mail\")\n\
                EC2(box, \"Box\", \"a server\")\nRel_D(u, web, \"Uses\", $techn=\"HTTPS\")\nRel(web, db, \"Reads\")\nbox --> web\nSHOW_LEGEND()";
    let wanted = [
        "actor u \"User\"",
        "zone s \"Shop\" {",
        "/// Sells",
        "process web \"Web\" tech=\"Java\"",
        "store db \"Data\"",
        "}",
        "external m \"Mail\"",
        "process box \"Box\" tech=\"EC2\"",
        "DF1: u -> web \"Uses\" via https",
        "DF2: web -> db \"Reads\"",
        "DF3: box -> web",
    ];
    assert_eq!(plantuml(text), wanted);
}

#[test]
fn what_is_not_read_is_said() {
    let text = "@startuml\n!include other.puml\n[a] --> [b]\nnote right of a\n text -> x\nend note\n?? what\n}\n@enduml\n@startuml\n[c]\n@enduml";
    assert_eq!(import::detect("x.puml", text).unwrap().name, "plantuml");
    let (body, losses) = taken("plantuml", text);
    assert_eq!(lines(&body).last().unwrap(), "DF1: a -> b");
    let wanted = [
        "`!include other.puml` (2): files that are included are not read",
        "note (4): it is no part of the model",
        "`?? what` (7): it is no statement that can be read",
        "`}` (8): it is no statement that can be read",
        "another diagram (10): one diagram of a file is read, the first",
    ];
    assert_eq!(losses, wanted);
    for (text, message) in [
        ("", "there is no `@startuml`"),
        ("@startuml\n@enduml", "there is no element in it"),
        (
            "@startuml\nparticipant A\nA -> B: x",
            "it is a sequence diagram; of PlantUML, component, deployment and C4 diagrams can be read",
        ),
        ("@startuml\ncomponent a [\nx", "a text starts here that has no end"),
        (&format!("@startuml\n{}", "node a {\n".repeat(101)), "more than 100 groups are nested in each other"),
    ] {
        assert_eq!(imported("plantuml", "x.puml", text).unwrap_err(), message);
    }
}
