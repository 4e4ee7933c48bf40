package walras.env.auction;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers the auction family; named in META-INF/services. */
public final class AuctionProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(
                PublishedWorlds.bandit(),
                PublishedWorlds.chain(),
                PublishedWorlds.duality(),
                TabularOptions.environment(),
                new TwoRoomsEnvironment(),
                new MentalRotationEnvironment());
    }
}
