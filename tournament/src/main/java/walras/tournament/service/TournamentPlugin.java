package walras.tournament.service;

import io.grpc.ServerServiceDefinition;
import walras.server.rpc.Services;

/** Brings the service to every server that has this module. */
public final class TournamentPlugin implements Services.Plugin {
    @Override
    public Services.Plugged plug(Services services) {
        Tournaments tournaments = new Tournaments(services);
        ServerServiceDefinition definition = new TournamentRpc(services, tournaments).bindService();
        return new Services.Plugged() {
            @Override
            public ServerServiceDefinition definition() {
                return definition;
            }

            @Override
            public void close() {
                tournaments.close();
            }
        };
    }
}
