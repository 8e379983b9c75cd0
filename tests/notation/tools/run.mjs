// Gives what threatline writes to the tools that it is written for, and compares what they understood with the SVG.
//
//   npm install --prefix tests/notation/tools
//   node tests/notation/tools/run.mjs [PROGRAM]
//
// PROGRAM is threatline itself, else target/release/threatline. Graphviz and PlantUML are run as well where `dot` and
// `plantuml` are installed; PLANTUML_JAR names a newer PlantUML. The result is written to tests/notation/README.md.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { JSDOM } from "jsdom";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../../..");
const program = process.argv[2] ?? join(project, "target/release/threatline");
const scratch = mkdtempSync(join(tmpdir(), "threatline-"));
const version = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"))).version;

const samples = readdirSync(join(project, "samples")).filter((name) => name.endsWith(".threat")).sort();
const models = [...samples.map((name) => `samples/${name}`), "samples/platform/platform.threat", "tests/notation/nasty.threat"];

const draw = (model, level, format) =>
  execFileSync(program, ["diagram", model, "--level", level, "--format", format], { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });

// Text without blanks, those without width included: tools differ in where they break and space lines.
const plain = (text) => text.replace(/[\s\u200b]+/gu, "");
const texts = (node, selector) => [...node.querySelectorAll(selector)].map((text) => text.textContent).join("");

// What the SVG says: the texts of zones, elements and flows.
function expected(model, level) {
  const svg = new JSDOM(draw(model, level, "svg")).window.document;
  const groups = (selector) => [...svg.querySelectorAll(`${selector} > g`)].map((node) => plain(texts(node, "text")));
  return { zones: groups(".zones"), nodes: groups(".nodes"), flows: groups(".labels") };
}

// D2 takes a page for a browser, so it starts before there is one.
const { D2 } = await import("@terrastruct/d2");
const d2 = new D2();
await d2.compile("a -> b");

// ---- Mermaid, drawn in a page without a screen

const page = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true }).window;
globalThis.window = page;
globalThis.document = page.document;
for (const name of ["Element", "SVGElement", "HTMLElement", "Node", "DOMParser", "XMLSerializer", "getComputedStyle", "MutationObserver", "DocumentFragment", "HTMLTemplateElement", "NodeFilter", "NamedNodeMap", "HTMLFormElement", "CSSStyleSheet"]) globalThis[name] ??= page[name];
page.SVGElement.prototype.getBBox = function () { return { x: 0, y: 0, width: 8 * this.textContent.length, height: 16 }; };
page.SVGElement.prototype.getComputedTextLength = function () { return 8 * this.textContent.length; };
page.SVGElement.prototype.getTotalLength = () => 100;
page.SVGElement.prototype.getPointAtLength = () => ({ x: 0, y: 0 });
page.HTMLElement.prototype.getBoundingClientRect = () => ({ x: 0, y: 0, left: 0, top: 0, right: 100, bottom: 16, width: 100, height: 16 });
const mermaid = (await import("mermaid")).default;
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxTextSize: 1e7, maxEdges: 1e5 });

let drawn = 0;
async function byMermaid(text) {
  await mermaid.parse(text);
  const { svg } = await mermaid.render(`m${(drawn += 1)}`, text);
  const all = (selector) => [...new JSDOM(svg).window.document.querySelectorAll(selector)];
  const label = (node) => plain(node.textContent);
  // A subgraph of nothing is drawn as a node.
  const empty = (node) => !node.id.includes("flowchart-");
  return {
    zones: [...all(".cluster"), ...all(".node").filter(empty)].map(label),
    nodes: all(".node").filter((node) => !empty(node)).map(label),
    flows: all(".edgeLabels > .edgeLabel").map(label),
  };
}

// ---- D2

async function byD2(text) {
  const { diagram } = await d2.compile(text, { layout: "dagre" });
  const container = (shape) => diagram.shapes.some((other) => other.id.startsWith(`${shape.id}.`));
  const zone = (shape) => container(shape) || shape.strokeDash > 0;
  const label = (part) => plain(part.label ?? "");
  return {
    zones: diagram.shapes.filter(zone).map(label),
    nodes: diagram.shapes.filter((shape) => !zone(shape)).map(label),
    flows: diagram.connections.map(label),
  };
}

// ---- Graphviz

function fromGraphviz(svg) {
  const document = new JSDOM(svg).window.document;
  const groups = (selector) => [...document.querySelectorAll(selector)].map((node) => plain(texts(node, "text")));
  const nodes = [...document.querySelectorAll("g.node")].filter((node) => !node.querySelector("title").textContent.startsWith("in "));
  return { zones: groups("g.cluster"), nodes: nodes.map((node) => plain(texts(node, "text"))), flows: groups("g.edge") };
}
const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
const graphviz = await Graphviz.load();
const run = (command, args, input) => {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ends with ${status}: ${stderr}`);
  return stdout;
};
const installed = (command, args) => spawnSync(command, args).status === 0;

// ---- PlantUML, whose SVG has the texts of a box in pieces

function fromPlantUml(svg) {
  const document = new JSDOM(svg).window.document;
  const groups = (selector) => [...document.querySelectorAll(selector)].map((node) => plain(texts(node, "text")));
  const grouped = document.querySelector("g.entity, g.cluster");
  // A zone of nothing is drawn like an element.
  if (grouped) return { boxes: groups("g.cluster, g.entity"), flows: groups("g.link") };
  return { all: plain(texts(document, "text")) };
}

// ---- draw.io, by the library that it is built on

globalThis.mxLoadResources = page.mxLoadResources = false;
page.mxLoadResources = false;
page.mxLoadStylesheets = false;
const { createRequire } = await import("node:module");
for (const name of ["navigator", "XMLSerializer"]) if (!(name in globalThis)) globalThis[name] = page[name];
const mx = createRequire(import.meta.url)("mxgraph")({ mxLoadResources: false, mxLoadStylesheets: false, mxForceIncludes: false });
Object.assign(page, mx);
function byDrawio(text) {
  const file = mx.mxUtils.parseXml(text);
  const graph = file.getElementsByTagName("mxGraphModel")[0];
  const model = new mx.mxGraphModel();
  const codec = new mx.mxCodec(file);
  codec.decode(graph, model);
  const cells = Object.values(model.cells);
  const label = (cell) => plain(cell.value?.getAttribute?.("label") ?? "");
  const vertices = cells.filter((cell) => cell.vertex);
  const zone = (cell) => cell.style.includes("container=1");
  for (const edge of cells.filter((cell) => cell.edge)) if (!edge.source || !edge.target) throw new Error(`${edge.id} has a loose end`);
  return { zones: vertices.filter(zone).map(label), nodes: vertices.filter((cell) => !zone(cell)).map(label), flows: cells.filter((cell) => cell.edge).map(label) };
}

// ---- All of them

const tools = [
  { name: "Mermaid", version: version("mermaid"), format: "mermaid", read: byMermaid },
  { name: "D2", version: `${version("@terrastruct/d2")} (package)`, format: "d2", read: byD2 },
  { name: "Graphviz", version: graphviz.version(), format: "dot", read: (text) => fromGraphviz(graphviz.layout(text, "svg", "dot")) },
];
if (installed("dot", ["-V"])) tools.push({ name: "Graphviz", version: spawnSync("dot", ["-V"], { encoding: "utf8" }).stderr.match(/\d+\.\d+\.\d+/)[0], format: "dot", read: (text) => fromGraphviz(run("dot", ["-Tsvg"], text)) });
const plantUml = (command, args) => {
  if (!installed(command, [...args, "-version"])) return;
  const version = run(command, [...args, "-version"]).match(/\d+\.\d+\.\d+/)[0];
  tools.push({ name: "PlantUML", version, format: "plantuml", read: (text) => fromPlantUml(run(command, [...args, "-tsvg", "-pipe", "-charset", "UTF-8", "-failfast2"], text)) });
};
plantUml("plantuml", []);
if (process.env.PLANTUML_JAR && existsSync(process.env.PLANTUML_JAR)) plantUml("java", ["-Djava.awt.headless=true", "-jar", process.env.PLANTUML_JAR]);
tools.push({ name: "draw.io", version: `mxGraph ${version("mxgraph")}`, format: "drawio", read: byDrawio });

const sorted = (list) => [...list].sort();
function compare(found, wanted) {
  if (found.all !== undefined) {
    const missing = [...wanted.zones, ...wanted.nodes, ...wanted.flows].filter((label) => !found.all.includes(label));
    return missing.length ? `missing ${JSON.stringify(missing)}` : "";
  }
  if (found.boxes) wanted = { boxes: [...wanted.zones, ...wanted.nodes], flows: wanted.flows };
  for (const part of Object.keys(wanted)) {
    const [a, b] = [sorted(found[part]), sorted(wanted[part])];
    if (JSON.stringify(a) !== JSON.stringify(b)) return `${part}: ${JSON.stringify(a.filter((x) => !b.includes(x)))} for ${JSON.stringify(b.filter((x) => !a.includes(x)))} (${a.length} of ${b.length})`;
  }
  return "";
}

const rows = [];
let failures = 0;
for (const tool of tools) {
  const row = { ...tool, files: 0, accepted: 0, same: 0, zones: 0, nodes: 0, flows: 0 };
  for (const model of models) {
    for (const level of ["0", "1", "2"]) {
      const text = draw(model, level, tool.format);
      row.files += 1;
      try {
        const wanted = expected(model, level);
        const found = await tool.read(text);
        row.accepted += 1;
        const difference = compare(found, wanted);
        if (difference) throw new Error(difference);
        row.same += 1;
        for (const part of ["zones", "nodes", "flows"]) row[part] += wanted[part].length;
      } catch (error) {
        failures += 1;
        writeFileSync(join(scratch, `${tool.name}-${failures}.txt`), text);
        console.log(`${tool.name} ${tool.version}, ${model} at level ${level}: ${String(error.message).slice(0, 2000)}`);
      }
    }
  }
  rows.push(row);
  console.log(`${row.name} ${row.version}: ${row.same} of ${row.files} the same`);
}

const table = rows.map((row) => `| ${row.name} | ${row.version} | ${row.files} | ${row.accepted} | ${row.same} | ${row.zones} | ${row.nodes} | ${row.flows} |`);
writeFileSync(
  join(here, "../README.md"),
  readFileSync(join(here, "head.md"), "utf8") + ["", "| Tool | Version | Files | Accepted | Same | Zones | Elements | Flows |", "|---|---|---|---|---|---|---|---|", ...table, ""].join("\n"),
);
if (failures) console.log(`the files that failed are in ${scratch}`);
process.exit(failures ? 1 : 0);
