// What a page is told: the JSON in #data, as page_data.cpp writes it. Empty fields are left out.

/**
 * @typedef {{text: string, textSize?: number, file?: string}} Payload  raw JSON text; textSize: it was cut
 * @typedef {{time?: string, level?: string, text: string, textSize?: number}} LogLine
 * @typedef {{key: string, id: string, parent: number, component: number, operation?: string, kind?: string,
 *   status?: string, start?: number, duration?: number, startTime?: string, endTime?: string, coldStart?: number,
 *   attempt: number, far?: boolean, oddities?: string[], ids?: string[], model?: string, cost?: number,
 *   tokensIn?: number, tokensOut?: number, evidence?: {by: string, confidence: number, id?: string},
 *   stated?: {span?: string, parent?: string, start?: string, end?: string}, logs?: LogLine[],
 *   request?: Payload, response?: Payload, error?: Payload}} Span  times in ms from `origin`
 * @typedef {{name: string, outcome: string, expected?: string, actual?: string, spans?: string[], at?: string}} Check
 * @typedef {{stage: string, class: string, code: string, message: string, service?: string, requestId?: string,
 *   at?: string}} Fault
 * @typedef {{kind: string, title: string, heading: string, case?: string, iteration?: number, up?: string,
 *   status?: string, mark?: string, reason?: string, banners?: {kind: string, text: string}[], checks?: Check[],
 *   errors?: Fault[], runErrors?: Fault[], stages?: object[], runs?: object[], commits?: object[], rows?: object[],
 *   duration?: number, spanCount?: number, errorCount?: number,
 *   retryCount?: number, tokensIn?: number, tokensOut?: number, turns?: object[], answers?: object[],
 *   evidence?: {complete?: boolean, reason?: string, missing?: object[]}, origin?: string, components?: string[],
 *   nodes?: Span[], messages?: number[], critical?: string[]}} PageData
 */

/** @returns {PageData} */
export function readData() {
  return JSON.parse(document.getElementById('data').textContent);
}

/** Whether the span's edge to its parent is a guess more than a fact. */
export function isUncertain(span) {
  return span.parent >= 0 && span.evidence !== undefined && span.evidence.confidence < 0.9;
}

export function isAsync(span) {
  return span.kind === 'producer' || span.kind === 'consumer';
}

export function isError(span) {
  return span.status === 'error';
}

export function isRetry(span) {
  return span.attempt > 1;
}

/** The type of a component, "lambda" of "lambda:orders": it decides the colour. */
export function typeOf(component) {
  const type = component.slice(0, Math.max(0, component.indexOf(':')));
  return ['lambda', 'agent', 'model', 'sqs', 'entrypoint', 'bedrock', 'dynamodb', 's3'].includes(type) ? type : 'other';
}

/** What went wrong in a span, in a word: the code of its error, if it has one. */
export function errorName(span) {
  if (span.error === undefined) {
    return 'error';
  }
  try {
    const error = JSON.parse(span.error.text);
    const name = typeof error === 'string' ? error : error.code ?? error.errorType ?? error.message;
    return typeof name === 'string' && name !== '' ? name : 'error';
  } catch {
    return 'error';
  }
}
