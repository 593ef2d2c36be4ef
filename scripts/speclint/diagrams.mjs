// Draws diagrams for scripts/docs.py: a JSON list of Graphviz sources on stdin, a JSON list of SVG texts on stdout.
import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";

const viz = await instance();
const drawn = JSON.parse(readFileSync(0, "utf8")).map((source) => viz.renderString(source, { format: "svg_inline" }));
process.stdout.write(JSON.stringify(drawn));
