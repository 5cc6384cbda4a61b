// The sources of credentials, one per file. Each gives credentials, or nothing where this environment and
// profile do not speak of it (then the next one is asked), or an error where they do and it fails. What an
// error says of an answer is what is wrong with it, never what is in it.
#pragma once

#include <optional>

#include "common/aws/credentials.h"

namespace itk::aws::providers {

using Found = Result<std::optional<Credentials>>;

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. Not where the profile was named by flag.
Found from_environment(const CredentialContext& context);
// The same whatever the profile: for credential_source = Environment.
Found keys_of_environment(const Environment& environment);

// role_arn with source_profile or credential_source.
Found from_assumed_role(const CredentialContext& context);

// web_identity_token_file and role_arn, or AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN: EKS sets these.
Found from_web_identity(const CredentialContext& context);

// sso_session or sso_start_url, with sso_account_id and sso_role_name: the token that "aws sso login" left.
Found from_sso(const CredentialContext& context);

// aws_access_key_id and aws_secret_access_key of the profile, by file.
Found from_credentials_file(const CredentialContext& context);
Found from_config_file(const CredentialContext& context);

// login_session is known and not read: an error that says what to do.
Found from_console_login(const CredentialContext& context);

// credential_process.
Found from_process(const CredentialContext& context);

// A job of GitHub Actions with "id-token: write", where AWS_ROLE_ARN says which role it wants.
Found from_github(const CredentialContext& context);

// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (ECS) or _FULL_URI (EKS Pod Identity, Greengrass, ...).
Found from_container(const CredentialContext& context);

// The role of the EC2 instance, by IMDSv2. A machine without the service gives nothing, not an error.
Found from_instance_metadata(const CredentialContext& context);

// All that a profile can say without role_arn, in order: for profiles that others name as their source.
Found from_profile_itself(const CredentialContext& context);

}  // namespace itk::aws::providers
