package walras.server.rpc;

import dm_env_rpc.v1.EnvironmentGrpc;
import java.util.Map;
import walras.server.caller.Role;
import walras.v1.CatalogServiceGrpc;
import walras.v1.PlayServiceGrpc;
import walras.v1.SessionServiceGrpc;
import walras.v1.TournamentServiceGrpc;

/** The least role for each method. What is not named here is for hosts, so that a new method is not open by mistake. */
final class MethodRoles {
    private static final Map<String, Role> BY_METHOD = Map.ofEntries(
            Map.entry(CatalogServiceGrpc.getGetServerInfoMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(CatalogServiceGrpc.getListEnvironmentsMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(CatalogServiceGrpc.getGetEnvironmentMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(SessionServiceGrpc.getListSessionsMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(SessionServiceGrpc.getGetSessionMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(SessionServiceGrpc.getStepMethod().getFullMethodName(), Role.PLAYER),
            Map.entry(SessionServiceGrpc.getRolloutMethod().getFullMethodName(), Role.PLAYER),
            Map.entry(PlayServiceGrpc.getPlayMethod().getFullMethodName(), Role.PLAYER),
            Map.entry(TournamentServiceGrpc.getListTournamentsMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(TournamentServiceGrpc.getGetTournamentMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(TournamentServiceGrpc.getWatchTournamentMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(TournamentServiceGrpc.getGetStandingsMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(TournamentServiceGrpc.getListMatchesMethod().getFullMethodName(), Role.SPECTATOR),
            Map.entry(TournamentServiceGrpc.getJoinTournamentMethod().getFullMethodName(), Role.PLAYER),
            Map.entry(EnvironmentGrpc.getProcessMethod().getFullMethodName(), Role.PLAYER));

    private static final Map<String, Role> BY_PACKAGE =
            Map.of("grpc.reflection.", Role.SPECTATOR, "grpc.channelz.", Role.OPERATOR);

    private MethodRoles() {}

    static Role least(String method) {
        return BY_PACKAGE.entrySet().stream()
                .filter(entry -> method.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> BY_METHOD.getOrDefault(method, Role.HOST));
    }
}
