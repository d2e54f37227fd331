create schema tea;
