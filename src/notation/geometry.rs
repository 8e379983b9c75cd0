//! The bare geometry of a picture as JSON, for programs that measure it.

use serde_json::{Map, Value, json};

use crate::base::geometry::Rect;
use crate::scene::{BoxRole, Scene, SceneLine, TextRun};
use crate::view::View;

/// Where everything is: `nodes`, `clusters` (zones and opened processes), `clabels` (their titles), the cluster around each,
/// and `edges` with their points and labels. `scene` is `view` laid out. Rectangles are `[x, y, width, height]`.
pub fn geometry(view: &View, scene: &Scene) -> String {
    let (mut nodes, mut clusters, mut titles) = (Map::new(), Map::new(), Map::new());
    for shape in &scene.boxes {
        if !matches!(shape.role, BoxRole::Zone { .. } | BoxRole::Composite) {
            nodes.insert(shape.id.clone(), rect(&shape.rect));
            continue;
        }
        clusters.insert(shape.id.clone(), rect(&shape.rect));
        titles.extend(around(&shape.text).map(|room| (shape.id.clone(), rect(&room))));
    }
    let cluster = |index: Option<usize>| index.and_then(|index| Some(json!(view.groups.get(index)?.id)));
    let node_parents = view.nodes.iter().map(|node| (node.id.clone(), cluster(node.parent).unwrap_or_default()));
    let cluster_parents = view.groups.iter().map(|group| (group.id.clone(), cluster(group.parent).unwrap_or_default()));
    let geometry = json!({
        "tool": env!("CARGO_PKG_NAME"),
        "name": view.title,
        "ms": null,
        "nodes": nodes,
        "clusters": clusters,
        "clabels": titles,
        "node_parents": node_parents.collect::<Map<String, Value>>(),
        "cluster_parents": cluster_parents.collect::<Map<String, Value>>(),
        "edges": scene.lines.iter().map(edge).collect::<Vec<Value>>(),
        "expected": { "nodes": view.nodes.len(), "edges": view.flows.len() },
    });
    format!("{geometry}\n")
}

fn edge(line: &SceneLine) -> Value {
    json!({
        "id": line.id,
        "src": line.source,
        "dst": line.target,
        "points": line.points.iter().map(|point| [point.x, point.y]).collect::<Vec<_>>(),
        "label": around(&line.label).as_ref().map(rect),
        "curve": false,
    })
}

fn rect(rect: &Rect) -> Value {
    json!([rect.x, rect.y, rect.w, rect.h])
}

/// The room of all lines of a text.
fn around(text: &[TextRun]) -> Option<Rect> {
    text.iter().map(|run| run.rect).reduce(|a, b| a.union(&b))
}
