/// What every part of a node stands on: its knobs, its links, its folder.
package dev.lode.node.footing;
