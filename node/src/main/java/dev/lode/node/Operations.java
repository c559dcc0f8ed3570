package dev.lode.node;

import dev.lode.atlas.Atlas;
import dev.lode.atlas.AtlasAnswer;
import dev.lode.atlas.AtlasAnswer.Done;
import dev.lode.atlas.AtlasAnswer.Reason;
import dev.lode.atlas.AtlasAnswer.Refused;
import dev.lode.atlas.NewHunt;
import dev.lode.base.Id128;
import dev.lode.consensus.Refusal;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.membership.AtlasFeed;
import dev.lode.membership.HuntEntry;
import dev.lode.node.additions.AdditionDesk;
import dev.lode.node.additions.CellText;
import dev.lode.node.claim.ClaimLoop;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.hunt.PackMeta;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackInfo;
import dev.lode.storage.pack.SecretFile;
import dev.lode.storage.pack.SecretMismatch;
import dev.lode.transport.Link;
import dev.lode.wire.AtlasFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HuntState;
import dev.lode.wire.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What operators command: create a hunt, change its state, add cells to it, move its partitions,
/// list the hunts, show a ledger's heads.
///
/// Threads: owned by the node's admin thread, which may wait. What went wrong is told as plain text
/// that names the place and the remedy.
final class Operations implements AdminLoop.Commands {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Atlas atlas;
    private final AtlasFeed feed;
    private final NodeFolder folder;
    private final Duration commandMax;
    private @Nullable NodeCore core;

    Operations(Atlas atlas, AtlasFeed feed, NodeFolder folder, Duration commandMax) {
        this.atlas = atlas;
        this.feed = feed;
        this.folder = folder;
        this.commandMax = commandMax;
    }

    /// Says which core it works on, before the first command.
    void serve(NodeCore served) {
        core = served;
    }

    @Override
    public AdminLoop.Answer run(byte[] json) {
        try {
            var command = new OperatorCommand(JSON.readTree(json));
            ObjectNode answer =
                    switch (command.op()) {
                        case "create" -> create(command);
                        case "state" -> state(command);
                        case "add" -> add(command);
                        case "slice" ->
                                SliceOperations.run(core(), entry(command.text("hunt")), command);
                        case "list" -> list();
                        case "ledger" -> ledger(command);
                        default ->
                                throw new NotDone(
                                        Status.MALFORMED,
                                        "'op' is one of create, state, add, slice, list, ledger");
                    };
            return answer(Status.OK, JSON.writeValueAsBytes(answer));
        } catch (NotDone e) {
            return failed(e.status, e);
        } catch (JacksonException e) {
            return failed(Status.MALFORMED, e);
        }
    }

    private AdminLoop.Answer failed(Status status, Exception why) {
        String text = String.valueOf(why.getMessage());
        return answer(status, text.getBytes(StandardCharsets.UTF_8));
    }

    /// With the version that the edge must have seen before it hands the answer on.
    private AdminLoop.Answer answer(Status status, byte[] text) {
        return new AdminLoop.Answer(status, text, atlas.view().version());
    }

    @Override
    public boolean other(MemorySegment frame, long at, int length) {
        if (FrameHeader.type(frame, at) != FrameType.ATLAS_PULL || length != AtlasFrame.BYTES) {
            return false;
        }
        Link link = core().peers().link(FrameHeader.link(frame, at));
        if (link != null) {
            feed.answer(frame, at, link);
        }
        return true;
    }

    /// Creates a hunt, or finishes what an earlier command for the same pack began.
    private ObjectNode create(OperatorCommand command) throws NotDone {
        Path file = command.path("pack");
        byte[] secret;
        PackMeta meta;
        PackInfo info;
        try (Pack pack = Pack.open(file)) {
            secret = SecretFile.read(command.path("secret"));
            pack.unsealKeys(secret);
            meta = PackMeta.read(pack.meta());
            info = pack.info();
            AtlasCluster.rules(meta.rules());
        } catch (NoSuchFileException e) {
            throw new NotDone(
                    Status.MALFORMED, e.getFile() + " is not there, seen from the server");
        } catch (IOException | SecretMismatch | IllegalArgumentException e) {
            throw new NotDone(Status.MALFORMED, String.valueOf(e.getMessage()));
        }
        String wanted = command.text("name", meta.name());
        if (!wanted.equals(meta.name())) {
            throw new NotDone(
                    Status.MALFORMED,
                    "the pack is of hunt '" + meta.name() + "', not '" + wanted + "'");
        }
        Id128 id = draft(meta, info, secret);
        try {
            folder.store(file, id);
        } catch (IOException e) {
            throw new NotDone(
                    Status.UNAVAILABLE,
                    "the pack cannot be copied into the data folder: " + e.getMessage());
        }
        core().refresh();
        String trouble = core().loader().trouble(id);
        if (!trouble.isEmpty()) {
            throw new NotDone(Status.DAMAGED, trouble);
        }
        done(atlas.setState(id, HuntState.SEALED));
        core().refresh(); // else a hello right after the answer might meet the draft
        return hunt(entry(meta.name()));
    }

    private Id128 draft(PackMeta meta, PackInfo info, byte[] secret) throws NotDone {
        Optional<HuntEntry> there = atlas.view().hunt(meta.name());
        if (there.isPresent()
                && there.get().state() == HuntState.DRAFT
                && there.get().merkleRoot().equals(info.merkleRoot())) {
            return there.get().id();
        }
        var hunt =
                new NewHunt(
                        meta.name(),
                        meta.title(),
                        info.blobBytesMax(),
                        info.merkleRoot(),
                        meta.rules(),
                        secret);
        return done(atlas.createHunt(hunt)).id();
    }

    private ObjectNode state(OperatorCommand command) throws NotDone {
        HuntEntry hunt = entry(command.text("hunt"));
        HuntState next;
        try {
            next = HuntState.valueOf(command.text("state"));
        } catch (IllegalArgumentException e) {
            throw new NotDone(Status.MALFORMED, "there is no such state of a hunt");
        }
        String trouble = core().loader().trouble(hunt.id());
        if (next == HuntState.OPEN && !trouble.isEmpty()) {
            throw new NotDone(Status.UNAVAILABLE, trouble);
        }
        if (hunt.state() != next) {
            done(atlas.setState(hunt.id(), next));
            core().refresh(); // else the operator's next request might meet the state before
        }
        return hunt(entry(hunt.name()));
    }

    /// Adds cells; answers when every dig finds them.
    private ObjectNode add(OperatorCommand command) throws NotDone {
        HuntEntry hunt = entry(command.text("hunt"));
        switch (hunt.state()) {
            case SEALED, OPEN, PAUSED -> {
                // Content may come.
            }
            case DRAFT, FROZEN, SETTLED ->
                    throw new NotDone(
                            Status.WRONG_STATE,
                            "cells are added to a hunt that is SEALED, OPEN or PAUSED; this one is "
                                    + hunt.state());
        }
        try {
            AdditionDesk.Sent sent = core().additions().add(hunt.id(), command.text("cells"));
            Void _ = await(sent.found());
            return JSON.createObjectNode().put("hunt", hunt.name()).put("added", sent.cells());
        } catch (CellText.NoCell e) {
            throw new NotDone(Status.MALFORMED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new NotDone(Status.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode list() {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode hunts = answer.putArray("hunts");
        atlas.view().hunts().forEach(hunt -> hunts.add(hunt(hunt)));
        return answer;
    }

    private ObjectNode ledger(OperatorCommand command) throws NotDone {
        HuntEntry hunt = entry(command.text("hunt"));
        ObjectNode answer = hunt(hunt);
        ArrayNode groups = answer.putArray("groups");
        for (ClaimLoop loop : core().claimLoops().values()) {
            ObjectNode group =
                    await(
                            loop.ask(
                                    hunt.id(),
                                    Operations::head,
                                    JSON.createObjectNode().put("wins", 0)));
            groups.add(group.put("group", loop.group()));
        }
        return answer;
    }

    private static ObjectNode head(ClaimLedger ledger) {
        return JSON.createObjectNode()
                .put("wins", ledger.wins().size())
                .put("chain", HexFormat.of().formatHex(ledger.chain()));
    }

    private static ObjectNode hunt(HuntEntry hunt) {
        return JSON.createObjectNode()
                .put("name", hunt.name())
                .put("id", hunt.id().toString())
                .put("title", hunt.title())
                .put("state", hunt.state().name())
                .put("merkle_root", hunt.merkleRoot());
    }

    private HuntEntry entry(String name) throws NotDone {
        return atlas.view()
                .hunt(name)
                .orElseThrow(() -> new NotDone(Status.NO_HUNT, "no hunt has the name " + name));
    }

    private Done done(CompletableFuture<AtlasAnswer> command) throws NotDone {
        return switch (await(command)) {
            case Done done -> done;
            case Refused refused -> throw new NotDone(status(refused.why()), refused.text());
        };
    }

    private <T> T await(CompletableFuture<T> answer) throws NotDone {
        try {
            return answer.get(commandMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NotDone(
                    Status.TIMEOUT,
                    "no answer within node.commandMax; whether it was done, list shows");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClaimLoop.NotAdded refused) {
                throw new NotDone(status(refused.why), String.valueOf(refused.getMessage()));
            }
            throw new NotDone(Status.FAILED, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotDone(Status.UNAVAILABLE, "the node is ending");
        }
    }

    private static Status status(Reason why) {
        return switch (why) {
            case BAD_NAME, MALFORMED -> Status.MALFORMED;
            case NAME_TAKEN, WRONG_STATE, CONFLICT -> Status.WRONG_STATE;
            case NO_HUNT -> Status.NO_HUNT;
            case NO_GROUPS, NOT_LEADER -> Status.UNAVAILABLE;
            case BUSY -> Status.BUSY;
            case FAILED -> Status.FAILED;
        };
    }

    private static Status status(Refusal why) {
        return switch (why) {
            case FULL -> Status.BUSY;
            case TOO_LARGE -> Status.MALFORMED;
            case LOG_FULL -> Status.LOG_FULL;
            case NOT_LEADER, CLOSED, LOG_FAILED -> Status.UNAVAILABLE;
        };
    }

    private NodeCore core() {
        NodeCore served = core;
        if (served == null) {
            throw new IllegalStateException("the node is not open yet");
        }
        return served;
    }
}
