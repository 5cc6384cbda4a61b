// Bedrock agents as their SDKs call them: the look-ups, and the event stream of InvokeAgent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  GetAgentAliasCommand,
  GetAgentCommand,
  ListAgentAliasesCommand,
  ListAgentVersionsCommand,
  paginateListAgents,
} from "@aws-sdk/client-bedrock-agent";
import { InvokeAgentCommand } from "@aws-sdk/client-bedrock-agent-runtime";
import { Sandbox } from "./sandbox.js";

let sandbox, agents, agentId, agentAliasId;
before(async () => {
  sandbox = await Sandbox.start();
  agents = sandbox.agents();
  agentId = sandbox.environment.ITK_BEDROCK_AGENT_ID;
  agentAliasId = sandbox.environment.ITK_BEDROCK_AGENT_ALIAS_ID;
});
after(() => sandbox.stop());

async function invoke(scenario, changes, more = {}) {
  const answer = await sandbox.agentRuntime(changes).send(
    new InvokeAgentCommand({
      agentId,
      agentAliasId,
      sessionId: `session:${scenario}`,
      inputText: "Where is order 77?",
      enableTrace: true,
      sessionState: { sessionAttributes: { scenario } },
      ...more,
    }),
  );
  const seen = { sessionId: answer.sessionId, text: "", traces: [] };
  try {
    for await (const event of answer.completion) {
      if (event.chunk) seen.text += Buffer.from(event.chunk.bytes).toString();
      if (event.trace) seen.traces.push(event.trace);
    }
  } catch (error) {
    seen.error = error;
  }
  return seen;
}

test("agents are found page by page, with alias and versions", async () => {
  const names = [];
  for await (const page of paginateListAgents({ client: agents, pageSize: 1 }, {})) {
    names.push(...page.agentSummaries.map((agent) => agent.agentName));
  }
  assert.deepEqual(names, ["itk-demo-gatekeeper", "itk-demo-supervisor"]);
  const { agent } = await agents.send(new GetAgentCommand({ agentId }));
  assert.ok(agent.preparedAt instanceof Date);
  const { agentAliasSummaries } = await agents.send(new ListAgentAliasesCommand({ agentId }));
  assert.equal(agentAliasSummaries.length, 2);
  const { agentAlias } = await agents.send(new GetAgentAliasCommand({ agentId, agentAliasId }));
  assert.equal(agentAlias.routingConfiguration[0].agentVersion, "DRAFT");
  const { agentVersionSummaries } = await agents.send(new ListAgentVersionsCommand({ agentId }));
  assert.equal(agentVersionSummaries.length, 3);
});

test("the stream holds the trace of both agents and the completion", async () => {
  const seen = await invoke("happy");
  assert.equal(seen.error, undefined);
  assert.equal(seen.text, "Order 77 has shipped and arrives in two days.");
  assert.equal(seen.sessionId, "session:happy");
  const outputs = seen.traces.map(({ trace }) => trace.orchestrationTrace?.modelInvocationOutput).filter(Boolean);
  assert.equal(outputs.length, 4);
  for (const { metadata } of outputs) {
    assert.ok(metadata.usage.inputTokens > 0);
    assert.ok(metadata.startTime instanceof Date);
  }
  assert.ok(seen.traces.some((event) => event.collaboratorName === "itk-demo-supervisor"));
});

test("trace events are sent while the agents work", async () => {
  const answer = await sandbox.agentRuntime().send(
    new InvokeAgentCommand({ agentId, agentAliasId, sessionId: "live", inputText: "Where is it?", enableTrace: true }),
  );
  const arrivals = [];
  for await (const _ of answer.completion) arrivals.push(performance.now());
  assert.ok(arrivals.at(-1) - arrivals[0] > 140, "two calls of the model take 70 ms each, at least");
});

test("a failure behind the agent is an exception inside the stream", async () => {
  const throttled = await invoke("throttled");
  assert.equal(throttled.error.name, "ThrottlingException");
  assert.ok(throttled.traces.length > 0);
  assert.equal((await invoke("tool_error")).error.name, "DependencyFailedException");
});

test("throttling before the stream is retried by the client", async () => {
  await assert.rejects(invoke("retry"), { name: "ThrottlingException" });
  const seen = await invoke("retry", { maxAttempts: 3 }, { sessionId: "another" });
  assert.equal(seen.text, "Order 77 has shipped and arrives in two days.");
});

test("an unknown agent is refused", async () => {
  await assert.rejects(invoke("happy", {}, { agentId: "AAAAAAAAAA" }), { name: "ResourceNotFoundException" });
});
