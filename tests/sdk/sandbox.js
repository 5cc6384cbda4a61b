// Starts the itk-sandbox that ITK_SANDBOX names, and the SDK's clients for it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { watch } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BedrockAgentClient } from "@aws-sdk/client-bedrock-agent";
import { BedrockAgentRuntimeClient } from "@aws-sdk/client-bedrock-agent-runtime";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const READY_WITHIN_MS = 20_000;

// The text of the file, which appears whole under its final name.
function readyFile(folder, file, child) {
  return new Promise((resolve, reject) => {
    const watcher = watch(folder, look);
    const timer = setTimeout(() => finish(reject, new Error("itk-sandbox does not get ready")), READY_WITHIN_MS);
    child.once("exit", (code) => finish(reject, new Error(`itk-sandbox ended with ${code}`)));
    look();

    function look() {
      readFile(file, "utf8").then((text) => finish(resolve, text), () => {});
    }
    function finish(settle, value) {
      watcher.close();
      clearTimeout(timer);
      settle(value);
    }
  });
}

export class Sandbox {
  static async start(...flags) {
    const binary = process.env.ITK_SANDBOX;
    if (!binary) throw new Error("ITK_SANDBOX must name the itk-sandbox binary");
    const folder = await mkdtemp(path.join(tmpdir(), "itk-sdk-"));
    const file = path.join(folder, "ready");
    const child = spawn(binary, ["--port", "0", "--ready-file", file, ...flags], { stdio: "ignore" });
    const text = await readyFile(folder, file, child);
    await rm(folder, { recursive: true });
    const environment = Object.fromEntries(text.trim().split("\n").map((line) => line.split(/=(.*)/s, 2)));
    return new Sandbox(child, environment);
  }

  constructor(child, environment) {
    this.child = child;
    this.environment = environment;
    this.clients = [];
  }

  // What differs from the right configuration is for tests of refusals.
  config(changes = {}) {
    return {
      endpoint: this.environment.AWS_ENDPOINT_URL,
      region: this.environment.AWS_REGION,
      credentials: {
        accessKeyId: this.environment.AWS_ACCESS_KEY_ID,
        secretAccessKey: this.environment.AWS_SECRET_ACCESS_KEY,
      },
      maxAttempts: 1,
      ...changes,
    };
  }

  #make(Client, changes) {
    const client = new Client(this.config(changes));
    this.clients.push(client);
    return client;
  }

  sqs(changes) {
    return this.#make(SQSClient, changes);
  }
  logs(changes) {
    return this.#make(CloudWatchLogsClient, changes);
  }
  sts(changes) {
    return this.#make(STSClient, changes);
  }
  lambda(changes) {
    return this.#make(LambdaClient, changes);
  }
  agents(changes) {
    return this.#make(BedrockAgentClient, changes);
  }
  // This client alone would speak HTTP/2.
  agentRuntime(changes) {
    return this.#make(BedrockAgentRuntimeClient, { requestHandler: new NodeHttpHandler(), ...changes });
  }

  async stop() {
    this.clients.forEach((client) => client.destroy());
    const exited = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const [code] = await exited;
    return code;
  }
}

// Calls `probe` until it returns something, for ten seconds at most.
export async function eventually(probe) {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const result = await probe();
    if (result) return result;
  }
  throw new Error("did not happen within ten seconds");
}
