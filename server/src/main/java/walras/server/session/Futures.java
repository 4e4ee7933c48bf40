package walras.server.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Results that several shards are asked for. */
public final class Futures {
    private Futures() {}

    /** All of them in order, or one of the reasons why there are not all. */
    public static <T> CompletableFuture<List<T>> all(List<? extends CompletableFuture<T>> each) {
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                .thenApply(done -> each.stream().map(CompletableFuture::join).toList());
    }
}
