package dev.lode.node.view;

import dev.lode.base.Id128;
import dev.lode.game.Rules;
import dev.lode.router.HuntMap;
import dev.lode.wire.HuntState;

/// What a node knows of one hunt.
///
/// @param id drawn when it was created
/// @param name of the hunt, unique among those that live
/// @param state as of `version`
/// @param version rises with every change of the state
/// @param rules fixed at creation
/// @param map which claim group decides about which partition, fixed at creation
/// @param keys its secrets
public record HuntFacts(
        Id128 id,
        String name,
        HuntState state,
        long version,
        Rules rules,
        HuntMap map,
        HuntKeys keys) {}
