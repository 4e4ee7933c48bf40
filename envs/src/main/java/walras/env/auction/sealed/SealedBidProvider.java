package walras.env.auction.sealed;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers {@code auction/sealed-bid-v0}; named in META-INF/services. */
public final class SealedBidProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new SealedBidEnvironment());
    }
}
