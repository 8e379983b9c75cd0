//! Starter models: the methodology's five patterns and its chatbot, as `.threat` files that say what such a system is made
//! of and ask for everything else.

/// A starter model.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// The word by which it is asked for.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub title: &'static str,
    /// What it consists of.
    pub parts: &'static str,
    /// The model.
    pub text: &'static str,
}

/// All starters, the most common first.
pub const PATTERNS: &[Pattern] = &[
    Pattern {
        name: "webapp",
        title: "web application",
        parts: "CDN, web server, API gateway, application server, authentication, database, cache",
        text: include_str!("webapp.threat"),
    },
    Pattern {
        name: "mobile",
        title: "mobile application",
        parts: "app on the device, API gateway, backend services, authentication, database, file storage, push service",
        text: include_str!("mobile.threat"),
    },
    Pattern {
        name: "microservices",
        title: "microservices",
        parts: "API gateway, services behind proxies of a mesh, service discovery, event bus, message queue, data stores",
        text: include_str!("microservices.threat"),
    },
    Pattern {
        name: "ai",
        title: "AI/ML application",
        parts: "frontend, API gateway, orchestration, agent, model serving, feature store, training pipeline",
        text: include_str!("ai.threat"),
    },
    Pattern {
        name: "pipeline",
        title: "data processing pipeline",
        parts: "sources, ingestion, ETL and streaming jobs, data lake, data warehouse, analytics",
        text: include_str!("pipeline.threat"),
    },
    Pattern {
        name: "chatbot",
        title: "AI chatbot with retrieval",
        parts: "frontend, authentication, API gateway, orchestration, agents, content filter, knowledge base, model",
        text: include_str!("chatbot.threat"),
    },
];

/// The starter of a name.
pub fn pattern(name: &str) -> Option<&'static Pattern> {
    PATTERNS.iter().find(|pattern| pattern.name == name)
}
