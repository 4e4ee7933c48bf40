package walras.server.dmenv;

import dm_env_rpc.v1.DmEnvRpc.EnvironmentResponse;

/** Where the one answer to a request goes. Called by any thread; does not block. */
interface Reply {
    void send(EnvironmentResponse.Builder response);

    void fail(Throwable why);
}
