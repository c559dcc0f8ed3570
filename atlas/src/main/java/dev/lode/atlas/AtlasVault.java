package dev.lode.atlas;

import dev.lode.base.Id128;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes, wraps and opens the secrets of the atlas with the key of its cluster.
///
/// Threads: any.
final class AtlasVault {
    private static final int KEY_BYTES = 32;
    private static final String PACK = "pack secret";
    private static final String PASS = "pass key";
    private static final String CAPSULE = "capsule key";
    private static final String TICKET = "ticket key";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClusterKey clusterKey;

    AtlasVault(ClusterKey clusterKey) {
        this.clusterKey = clusterKey;
    }

    /// A number that tells the cluster's key from another.
    long check() {
        return clusterKey.check();
    }

    /// The secrets of a hunt that begins: its pack's, and fresh keys.
    AtlasCommand.Wrapped newHunt(Id128 hunt, byte[] packSecret) {
        return new AtlasCommand.Wrapped(
                clusterKey.wrap(packSecret, PACK, hunt),
                clusterKey.wrap(randomKey(), PASS, hunt),
                clusterKey.wrap(randomKey(), CAPSULE, hunt));
    }

    /// A fresh ticket key.
    byte[] newTicketKey(int number) {
        return clusterKey.wrap(randomKey(), TICKET, new Id128(0, number));
    }

    /// Opens what a state holds.
    ///
    /// @param held what was opened before; a hunt's secrets never change, so these stand
    AtlasKeys open(AtlasState state, AtlasKeys held) {
        Map<Id128, HuntSecrets> hunts = new HashMap<>();
        state.secrets.forEach((id, wrapped) -> {
            HuntSecrets known = held.hunts().get(id);
            hunts.put(id, known == null ? open(id, wrapped) : known);
        });
        List<TicketSecret> tickets = new ArrayList<>();
        for (AtlasState.WrappedTicket ticket : state.tickets) {
            Id128 of = new Id128(0, ticket.number());
            tickets.add(
                    new TicketSecret(
                            ticket.number(),
                            clusterKey.unwrap(ticket.wrapped(), TICKET, of),
                            ticket.signFromMillis()));
        }
        return new AtlasKeys(tickets, hunts);
    }

    private HuntSecrets open(Id128 id, AtlasCommand.Wrapped wrapped) {
        return new HuntSecrets(
                clusterKey.unwrap(wrapped.pack(), PACK, id),
                clusterKey.unwrap(wrapped.passKey(), PASS, id),
                clusterKey.unwrap(wrapped.capsuleKey(), CAPSULE, id));
    }

    private static byte[] randomKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return key;
    }
}
