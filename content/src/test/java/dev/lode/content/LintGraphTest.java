package dev.lode.content;

import static dev.lode.content.ExpectedFindings.found;
import static dev.lode.content.ExpectedFindings.only;

import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with rooms and the ways between them.
class LintGraphTest {
    @TempDir Path temp;
    private Folder folder;

    @BeforeEach
    void begin() {
        folder = new Folder(temp);
    }

    @Test
    void refusesRoomsOfTooManySites() {
        String sites = String.join(",", Collections.nCopies(257, "{}"));
        folder.rooms(Folder.ROOMS + "{\"room\":\"big\",\"sites\":[" + sites + "]}\n");
        found(folder, "rooms.jsonl:3", Code.SITES, "257 sites", "split the room");
        folder.rooms(Folder.ROOMS + "{\"room\":\"none\",\"sites\":[]}\n");
        only(folder, "rooms.jsonl:3", Code.SITES, "0 sites", "give it a site");
    }

    @Test
    void refusesDuplicateRooms() {
        folder.rooms(Folder.ROOMS + "{\"room\":\"attic\",\"sites\":[{}]}\n");
        only(folder, "rooms.jsonl:3", Code.DUPLICATE_ROOM, "already in line 2", "rename");
    }

    /// XXH3 folds a product of two halves, so names that swap them (under the mask of its secret)
    /// have one fingerprint; the hunt's name and its zero fill the 16 bytes before.
    @Test
    void refusesTwoRoomsOfOneFingerprint() {
        folder.hunt(Folder.HUNT.replace("name: small", "name: fifteen-letters"))
                .rooms(
                        """
                        {"room":"M7m8pH5oJ,i5yc:M","sites":[{"entry":true}]}
                        {"room":"hall","sites":[{"entry":true},{"entry":true}]}
                        {"room":"attic","sites":[{"entry":true},{"entry":true}]}
                        {"room":"渠xM@ʉᣤuDkū","sites":[{"entry":true}]}
                        """);
        only(folder, "rooms.jsonl:4", Code.FINGERPRINT, "'M7m8pH5oJ,i5yc:M' (line 1)", "rename");
    }

    @Test
    void refusesWaysThatLeadNowhere() {
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,1],[0,2]],\"exits\""));
        only(folder, "rooms.jsonl:1", Code.BAD_EDGE, "[0,2]", "sites 0 to 1");
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,1],[1,1]],\"exits\""));
        only(folder, "rooms.jsonl:1", Code.BAD_EDGE, "leads nowhere");
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,1],[0,1]],\"exits\""));
        only(folder, "rooms.jsonl:1", Code.BAD_EDGE, "stands twice");
        folder.rooms(Folder.ROOMS.replace("\"attic\",\"site\":0", "\"attic\",\"site\":5"));
        found(folder, "rooms.jsonl:1", Code.BAD_EDGE, "attic/5", "has 2 sites", "0 to 1");
        folder.rooms(
                Folder.ROOMS.replace(
                        "\"room\":\"attic\",\"site\"", "\"room\":\"cellar\",\"site\""));
        found(folder, "rooms.jsonl:1", Code.BAD_EDGE, "'cellar', which is not there");
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,\"1\"]],\"exits\""));
        found(folder, "rooms.jsonl:1", Code.BAD_VALUE, "write for instance [0,1]");
    }

    @Test
    void refusesGatesThatCannotStand() {
        String gate = "{\"from\":1,\"room\":\"attic\",\"site\":0,\"needs\":\"key-1\"}";
        folder.rooms(Folder.ROOMS.replace(gate, gate.replace("key-1", "key-7")));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "'key-7'", "did you mean 'key-1'?");
        folder.rooms(Folder.ROOMS.replace(gate, "{\"from\":1,\"room\":\"attic\",\"site\":0}"));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "neither needs a key nor opens");
        folder.rooms(Folder.ROOMS.replace(gate, "{\"from\":1,\"to\":0,\"needs\":\"key-1\"}"));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "stands on no edge");
        folder.rooms(Folder.ROOMS.replace(gate, gate + "," + gate));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "two gates");
        folder.rooms(Folder.ROOMS.replace(gate, gate.replace("\"needs\"", "\"to\":1,\"needs\"")));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "name one of them");
    }

    @Test
    void findsCycles() {
        folder.rooms(
                Folder.ROOMS.replace(
                        "[{},{}],\"edges\":[[0,1]]",
                        "[{},{}],\"edges\":[[0,1]],\"exits\":[{\"from\":1,\"room\":\"hall\",\"site\":1}]"));
        only(
                folder,
                "rooms.jsonl:1",
                Code.CYCLE,
                "hall/1 -> attic/0 -> attic/1 -> hall/1",
                "take one of these ways out");
    }

    @Test
    void findsWhatNobodyCanReach() {
        folder.rooms(Folder.ROOMS + "{\"room\":\"island\",\"sites\":[{}]}\n");
        only(folder, "rooms.jsonl:3", Code.UNREACHABLE, "room 'island'", "add a way");
        folder.rooms(Folder.ROOMS.replace("[{},{}]", "[{},{},{}]"));
        only(folder, "rooms.jsonl:2", Code.UNREACHABLE, "attic/2");
        folder.rooms(Folder.ROOMS.replace(",\"entry\":true", ""));
        only(folder, "rooms.jsonl", Code.NO_ENTRY, "\"entry\":true");
    }

    @Test
    void findsKeysBehindTheirOwnGates() {
        folder.cells(
                Folder.CELLS
                        .replace("key-1", "key-x")
                        .replace("key-2", "key-1")
                        .replace("key-x", "key-2"));
        found(
                folder,
                "rooms.jsonl:1",
                Code.GATE_UNSOLVABLE,
                "needs key 'key-1'",
                "before the gate");
        found(folder, "rooms.jsonl:2", Code.KEY_UNREACHABLE, "'key-1'", "hide it elsewhere");
    }
}
