/// What a node must know of its cluster.
package dev.lode.node.view;
