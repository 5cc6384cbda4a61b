#!/usr/bin/env bats
# No secret in any record, message or file, whatever the credentials' origin and whatever goes wrong.
#
# Every secret contains the word that is looked for; none is of a shape by which secrets can be recognised, so that only
# knowing them helps. For each origin itk-invoke runs with --log-level trace against a sandbox that accepts the keys (which
# proves that they are the ones in use), one that does not, a server that quotes the whole request in its refusal, and
# nothing at all.

# Each test runs in a subshell of its own.
# shellcheck disable=SC2030,SC2031
load support

word=canary
secret=$word-secret-key/with+all=kinds
token=$word-session-token//of++a==session

setup_file() {
  load support
  mkdir "$BATS_FILE_TMPDIR/answers"
  itk-sandbox --ready-file "$BATS_FILE_TMPDIR/sandbox" --access-key-id AKIDRIGHT --secret-access-key "$secret" \
    --session-token "$token" 2> /dev/null 3>&- &
  echo $! > "$BATS_FILE_TMPDIR/pids"
  itk-sandbox --ready-file "$BATS_FILE_TMPDIR/other" --access-key-id AKIDRIGHT --secret-access-key another \
    2> /dev/null 3>&- &
  echo $! >> "$BATS_FILE_TMPDIR/pids"
  request-mirror "$BATS_FILE_TMPDIR/mirror" "$BATS_FILE_TMPDIR/mirrored" "$BATS_FILE_TMPDIR/answers" 3>&- &
  echo $! >> "$BATS_FILE_TMPDIR/pids"
  write_answers
  for server in sandbox other mirror; do
    wait_for test -f "$BATS_FILE_TMPDIR/$server"
  done
}

teardown_file() {
  xargs kill < "$BATS_FILE_TMPDIR/pids"
}

# What the endpoints answer that hand out credentials.
write_answers() {
  local answers=$BATS_FILE_TMPDIR/answers expires=2099-01-01T00:00:00Z action
  printf '{"roleCredentials":{"accessKeyId":"AKIDRIGHT","secretAccessKey":"%s","sessionToken":"%s","expiration":%s}}' \
    "$secret" "$token" 4070908800000 > "$answers/_federation_credentials"
  printf '{"Code":"Success","AccessKeyId":"AKIDRIGHT","SecretAccessKey":"%s","Token":"%s","Expiration":"%s"}' \
    "$secret" "$token" $expires | tee "$answers/_container" > "$answers/_latest_meta-data_iam_security-credentials_role"
  printf '%s-metadata-token' $word > "$answers/_latest_api_token"
  printf role > "$answers/_latest_meta-data_iam_security-credentials_"
  printf '{"value":"%s.github.jwt"}' $word > "$answers/_github"
  printf '<R><Arn>arn:aws:iam::000000000000:user/u</Arn><UserId>U</UserId><Account>000000000000</Account></R>' \
    > "$answers/_sts_.GetCallerIdentity"
  for action in AssumeRole AssumeRoleWithWebIdentity; do
    printf '<R><Credentials><AccessKeyId>AKIDRIGHT</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>%s%s</Credentials></R>' \
      "$secret" "<SessionToken>$token</SessionToken>" "<Expiration>$expires</Expiration>" > "$answers/_sts_.$action"
  done
}

setup() {
  export HOME=$BATS_TEST_TMPDIR/home
  export AWS_CONFIG_FILE=$HOME/.aws/config AWS_SHARED_CREDENTIALS_FILE=$HOME/.aws/credentials
  export AWS_MAX_ATTEMPTS=2 TMPDIR=$BATS_TEST_TMPDIR/out/tmp
  mkdir -p "$HOME/.aws/sso/cache" "$TMPDIR"
  cd "$BATS_TEST_TMPDIR/out" || return
  # Targets and region, not the keys.
  set -a
  # shellcheck disable=SC1090
  . <(grep -v '^AWS_' "$BATS_FILE_TMPDIR/sandbox")
  # shellcheck disable=SC1091
  . "$BATS_FILE_TMPDIR/mirror"
  set +a
  export AWS_REGION=us-east-1
  asks_at "$MIRROR"
}

# asks_at URL: where credentials are asked for. Below /refused nothing is given.
asks_at() {
  export AWS_ENDPOINT_URL_STS=$1/sts AWS_ENDPOINT_URL_SSO=$1 AWS_ENDPOINT_URL_SSO_OIDC=$1
}

# sends_to URL: where the cases' calls go, and what is asked before them but for who we are.
sends_to() {
  local service
  for service in SQS LAMBDA BEDROCK_AGENT_RUNTIME BEDROCK_AGENT IAM LOGS; do
    export "AWS_ENDPOINT_URL_$service=$1"
  done
}

endpoint_of() {
  sed -n 's/^AWS_ENDPOINT_URL=//p' "$BATS_FILE_TMPDIR/$1"
}

# sends CODE NAME [OPTION...]: itk-invoke ends with this code (some code for "any"), and its output is kept.
sends() {
  local code=0
  itk-invoke --log-level trace "${@:3}" "$ROOT/tests/sandbox/cases/happy_path.yaml" "$ROOT/tests/flow/calls" \
    > "$2.jsonl" 2> "$2.log" || code=$?
  [ "$1" = any ] || [ $code -eq "$1" ] || { echo "$2: expected exit code $1, got $code" && cat "$2.log" && return 1; }
  [ -s "$2.jsonl" ]
}

# No file that was written holds the word, as it stands or in base 64 (which depends on what stands before it).
is_silent() {
  if grep -rnE "$word|Y2FuYXJ5|NhbmFye|jYW5hcnk" .; then
    echo "a secret has been written" >&2
    return 1
  fi
}

# keeps_silent: whatever happens to calls that are made with these credentials.
keeps_silent() {
  sends_to "$(endpoint_of sandbox)"
  sends 0 accepted
  sends any dry --dry-run
  sends_to "$(endpoint_of other)"
  sends 5 wrong_signature
  sends_to "$MIRROR"
  sends 5 mirrored
  grep -qE '\(hidden\)|<secret:' mirrored.jsonl  # the quotation has come this far
  sends_to http://127.0.0.1:1
  sends 4 unreachable
  is_silent
}

# keeps_silent_when_refused WHAT: the credentials themselves are not given, and WHAT is quoted in the refusal.
keeps_silent_when_refused() {
  sends_to "$(endpoint_of sandbox)"
  sends any refused
  grep -qF "$1" "$BATS_FILE_TMPDIR/mirrored"
  is_silent
}

write_config() {
  printf '%s\n' "$@" > "$AWS_CONFIG_FILE"
}

@test "the search finds a secret" {
  echo "x $secret" > plain
  run ! is_silent
  for before in '' x xx; do
    printf '%s%s' "$before" "$secret" | base64 > plain
    run ! is_silent
  done
}

@test "keys of the environment" {
  export AWS_ACCESS_KEY_ID=AKIDRIGHT AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token
  keeps_silent
}

@test "a session token that cannot be a header" {
  export AWS_ACCESS_KEY_ID=AKIDRIGHT AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token$'\r\nX-Evil: 1'
  sends_to "$MIRROR"
  sends any broken
  is_silent
}

@test "keys of the credentials file, and a profile of it" {
  for profile in default canteen; do
    printf '[%s]\naws_access_key_id = AKIDRIGHT\naws_secret_access_key = %s\naws_session_token = %s\n' \
      $profile "$secret" "$token"
  done > "$AWS_SHARED_CREDENTIALS_FILE"
  keeps_silent
  AWS_PROFILE=canteen keeps_silent
}

@test "files with mistakes in the lines of the secrets" {
  for line in "aws_secret_access_key $secret" "aws_secret_access_key = $secret" "$secret" "[$secret" "= $secret"; do
    printf '[default]\naws_access_key_id = AKIDRIGHT\n%s\n' "$line" > "$AWS_SHARED_CREDENTIALS_FILE"
    cp "$AWS_SHARED_CREDENTIALS_FILE" "$AWS_CONFIG_FILE"
    sends_to "$MIRROR"
    sends any "mistake"
    is_silent
  done
}

@test "credential_process" {
  printf '{"Version":1,"AccessKeyId":"AKIDRIGHT","SecretAccessKey":"%s","SessionToken":"%s"}' "$secret" "$token" \
    > "$HOME/keys.json"
  write_config '[default]' "credential_process = cat $HOME/keys.json"
  keeps_silent
}

@test "credential_process that fails, and says too much" {
  printf 'echo "password %s is wrong" >&2; echo %s; exit 1\n' "$secret" "$secret" > "$HOME/keys.sh"
  write_config '[default]' "credential_process = sh $HOME/keys.sh --password $secret"
  sends_to "$MIRROR"
  sends any failed
  is_silent
}

@test "an assumed role" {
  printf '[source]\naws_access_key_id = AKIDSOURCE\naws_secret_access_key = %s\naws_session_token = %s\n' \
    "$word-source-secret" "$word-source-token" > "$AWS_SHARED_CREDENTIALS_FILE"
  write_config '[default]' 'role_arn = arn:aws:iam::123456789012:role/r' 'source_profile = source' 'external_id = e'
  keeps_silent
  asks_at "$MIRROR/refused"
  keeps_silent_when_refused "$word-source-token"
}

@test "a web identity" {
  printf '%s.web/identity+token' $word > "$HOME/token"
  export AWS_WEB_IDENTITY_TOKEN_FILE=$HOME/token AWS_ROLE_ARN=arn:aws:iam::123456789012:role/r
  keeps_silent
  asks_at "$MIRROR/refused"
  keeps_silent_when_refused "$word.web%2Fidentity%2Btoken"
}

@test "GitHub's OIDC token" {
  export ACTIONS_ID_TOKEN_REQUEST_URL=$MIRROR/github ACTIONS_ID_TOKEN_REQUEST_TOKEN=$word-github-bearer
  export AWS_ROLE_ARN=arn:aws:iam::123456789012:role/r
  keeps_silent
  asks_at "$MIRROR/refused"
  keeps_silent_when_refused "$word.github.jwt"
  ACTIONS_ID_TOKEN_REQUEST_URL=$MIRROR/refused keeps_silent_when_refused "$word-github-bearer"
}

# log_in EXPIRES: the token of `aws sso login` in its cache.
log_in() {
  write_config '[default]' 'sso_session = corp' 'sso_account_id = 123456789012' 'sso_role_name = r' \
    '[sso-session corp]' 'sso_start_url = https://corp.test/start' 'sso_region = us-east-1'
  printf '{"accessToken":"%s","expiresAt":"%s","refreshToken":"%s","clientId":"c","clientSecret":"%s"}' \
    "$word-sso-access-token" "$1" "$word-sso-refresh-token" "$word-sso-client-secret" \
    > "$HOME/.aws/sso/cache/$(printf corp | sha1sum | cut -d ' ' -f 1).json"
}

@test "a cached token of SSO" {
  log_in 2099-01-01T00:00:00Z
  keeps_silent
  asks_at "$MIRROR/refused"
  keeps_silent_when_refused "$word-sso-access-token"
}

@test "a cached token of SSO that is not renewed" {
  log_in 2020-01-01T00:00:00Z
  keeps_silent_when_refused "$word-sso-refresh-token"
}

@test "the credentials of a container" {
  export AWS_CONTAINER_CREDENTIALS_FULL_URI=$MIRROR/container
  export AWS_CONTAINER_AUTHORIZATION_TOKEN=$word-container-authorization
  keeps_silent
  AWS_CONTAINER_CREDENTIALS_FULL_URI=$MIRROR/refused keeps_silent_when_refused "$word-container-authorization"
}

@test "the credentials of a container, its token in a file" {
  printf '%s-pod-identity' $word > "$HOME/token"
  export AWS_CONTAINER_CREDENTIALS_FULL_URI=$MIRROR/container AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=$HOME/token
  keeps_silent
  AWS_CONTAINER_CREDENTIALS_FULL_URI=$MIRROR/refused keeps_silent_when_refused "$word-pod-identity"
}

@test "the credentials of a machine" {
  export AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT=$MIRROR
  keeps_silent
  rm "$BATS_FILE_TMPDIR/answers/_latest_meta-data_iam_security-credentials_role"
  keeps_silent_when_refused "$word-metadata-token"
}
