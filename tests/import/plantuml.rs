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
    assert!(body.contains("/// text -> x\nprocess a \"a\""), "{body}");
    let wanted = [
        "`!include other.puml` (2): files that are included are not read",
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

#[test]
fn notes_belong_to_elements_and_are_none() {
    let text = "@startuml\ntitle \"A shop\"\n[Web] as web\nnote right: one\nnote left of web : two\nnote \"three\" as N1\nweb .. N1\n\
                note as N2\n four\n five\nend note\nN2 .. db\ndatabase db\nnote \"loose\" as N3\nweb -> db #red : SQL\n@enduml";
    let (body, losses) = taken("plantuml", text);
    assert_eq!(losses, ["note `loose` (14): it stands at no element"]);
    let wanted = "model \"A shop\"\n\n/// one\n/// two\n/// three\nprocess web \"Web\" // guessed: kind `process`, for want of a hint\n\n\
                  /// four\n/// five\nstore db is sql-db \"db\"";
    assert!(body.starts_with(wanted), "{body}");
    assert!(body.ends_with("DF1: web -> db \"SQL\""), "{body}");
}

#[test]
fn commands_of_the_preprocessor_are_said_and_groups_without_a_name_are_zones() {
    let text = "@startuml\n!$env = \"Test\"\n!if ($env == \"Test\")\n[Web $env] as web\n!endif\n!define X y\n\
                !procedure $p($a)\n[$a]\n!endprocedure\nskinparam a b\ncloud {\n  [Api] as api {\n portin p1\n }\n}\nweb --> p1\n@enduml";
    let (body, losses) = taken("plantuml", text);
    let wanted = [
        "`!if ($env == \"Test\")` (3): conditions are not worked out: the lines of every branch are read",
        "`!define X y` (6): definitions are not put into the lines behind them",
        "a procedure (7): what it would make is not there",
    ];
    assert_eq!(losses, wanted);
    let wanted = [
        "process web is web-app \"Web Test\"",
        "zone cloud \"cloud\" {",
        "process api is api \"Api\"",
        "}",
        "DF1: web -> api",
    ];
    let found = lines(&body);
    for line in wanted.iter().skip(1) {
        assert!(found.iter().any(|found| found == line), "no {line} in {body}");
    }
    assert!(body.contains("\"Web Test\""), "{body}");
}
