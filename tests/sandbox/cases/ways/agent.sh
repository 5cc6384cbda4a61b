#!/bin/sh
# The agent system of exec-agent.yaml: thinks on stderr, answers on stdout.
question=$(cat)
echo "mode $AGENT_MODE, trace $TRACEPARENT, nonce $ITK_NONCE" >&2
case $question in
  *4711*) echo '{"answer":"Order 4711 has shipped."}' ;;
  *) echo "no order in: $question" >&2; exit 3 ;;
esac
