package walras.server.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import walras.env.Problem;
import walras.server.session.plan.Secret;

/** Who is known by what, and time that flows back. */
final class AccessListTest {
    private static final Quota TENTH = new Quota(Long.MAX_VALUE, Long.MAX_VALUE, 100, 6, Long.MAX_VALUE);

    private static AccessList.Entry token(String name, Quota quota) {
        return new AccessList.Entry(
                name, Role.PLAYER, Optional.of(Secret.of(name).hash()), quota);
    }

    private static AccessList.Entry certificate(String name) {
        return new AccessList.Entry(name, Role.HOST, Optional.empty(), Quota.NONE);
    }

    @Test
    void find_byTokenElseByCertificate() {
        AccessList list = new AccessList(List.of(token("alice", Quota.NONE), certificate("trainer")));
        assertEquals("alice", list.find("Bearer alice", null).name());
        assertEquals("trainer", list.find(null, "trainer").name());
        assertEquals("alice", list.find("Bearer alice", "trainer").name());
        assertEquals("TOKEN_MISSING", refusal(list, null, null));
        for (String shown : List.of("alice", "Bearer ", "Bearer bob", "bearer alice", "Bearer " + "a".repeat(10_000))) {
            assertEquals("TOKEN_WRONG", refusal(list, shown, null), shown);
        }
        assertEquals("TOKEN_WRONG", refusal(list, null, "alice"), "a name alone is no certificate of it");
        assertEquals("TOKEN_WRONG", refusal(list, "Bearer trainer", null), "a certificate's name is no token");
        assertEquals("TOKEN_WRONG", refusal(list, "Bearer bob", "trainer"), "who shows a token is known by it alone");
    }

    private static String refusal(AccessList list, @Nullable String shown, @Nullable String certificate) {
        return assertThrows(Problem.class, () -> list.find(shown, certificate)).reason();
    }

    // Guards quotas across rotations: a caller that is still on the list keeps what it has taken.
    @Test
    void replace_keepsWhoStays() {
        AccessList list = new AccessList(List.of(token("alice", TENTH)));
        Caller before = list.find("Bearer alice", null);
        before.opening(1);
        list.replace(List.of(token("alice", Quota.NONE)));
        assertSame(before, list.find("Bearer alice", null));
        list.replace(List.of(token("bob", Quota.NONE)));
        assertEquals("TOKEN_WRONG", refusal(list, "Bearer alice", null));
        list.replace(List.of(token("alice", TENTH)));
        assertSame(before, list.find("Bearer alice", null));
    }

    // Guards the rate: a tenth of a core flows back at a tenth of the time, whatever was spent at once.
    @Test
    void time_thatWasSpent_flowsBackAtTheRateOfTheQuota() {
        AtomicLong now = new AtomicLong();
        AccessList list = new AccessList(List.of(token("alice", TENTH)), now::get);
        Caller alice = list.find("Bearer alice", null);
        alice.stepped(Duration.ofMillis(150).toNanos());
        assertEquals(0, alice.waitNanos(), "0.2 s may be spent at once");
        alice.stepped(Duration.ofMillis(850).toNanos());
        assertEquals(Duration.ofSeconds(8).toNanos(), alice.waitNanos());
        assertEquals("LIMIT", assertThrows(Problem.class, alice::requireTime).reason());
        now.addAndGet(Duration.ofSeconds(8).toNanos());
        alice.requireTime();
        now.addAndGet(Duration.ofDays(300).toNanos());
        alice.stepped(Duration.ofMillis(200).toNanos());
        assertEquals(0, alice.waitNanos(), "a rest saves nothing up");
        alice.heard();
        assertTrue(alice.waitNanos() > 0, "to be heard costs something");
    }

    @Test
    void inbound_isBoundedAndGivenBack() {
        Caller alice = new AccessList(List.of(token("alice", TENTH))).find("Bearer alice", null);
        assertTrue(alice.takeInbound(60));
        assertFalse(alice.takeInbound(60));
        alice.giveInbound(60);
        assertTrue(alice.takeInbound(100));
        assertFalse(alice.takeInbound(1));
    }
}
