// Asks a server one question with a client that is made of its OpenAPI document, and prints what
// the types say is there: `node made/ask.js http://127.0.0.1:8000`.
import createClient from "openapi-fetch";
import type { components, paths } from "./ledger.js";

type Evaluation = components["schemas"]["EvaluationAnswer"];
type Problem = components["schemas"]["Problem"];

declare const process: { argv: string[] };
const ledger = createClient<paths>({ baseUrl: process.argv[2] });

const { data, error } = await ledger.POST("/v1/evaluations", {
  body: {
    transaction: {
      date: "2024-02-25",
      licence: "NL009",
      activity: "export",
      goods: "ML10",
      origin: "NL",
      destination: "IL",
      programme: "F-35",
    },
  },
});
if (error !== undefined) throw new Error(JSON.stringify(error));
if (!("verdict" in data)) throw new Error("a receipt was not asked for");
const answer: Evaluation = data;

const asked = await ledger.GET("/v1/licences/{licence}", {
  params: { path: { licence: "NOWHERE" }, query: { valid_on: "2024-02-25" } },
});
const problem: Problem | undefined = asked.error;

console.log(
  JSON.stringify({
    verdict: answer.verdict,
    reason: answer.reason,
    decided_by: answer.decided_by,
    log_size: answer.viewpoint.log_size,
    error: problem?.errors[0]?.code,
  }),
);
